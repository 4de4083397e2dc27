import { formatMoney } from '@tidemark/schema';
import { localeNow } from '../language/index.ts';

/** An amount in minor units, as the language on screen writes it: "€12.50". */
export function moneyText(minor: number, currency: string): string {
  return formatMoney(minor, currency, localeNow());
}
