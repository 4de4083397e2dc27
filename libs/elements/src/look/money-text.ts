import { formatMoney } from '@tidemark/schema';
import { localeNow } from '../language/index.ts';

/** Minor units as the language on screen writes them: "€12.50". */
export function moneyText(minor: number, currency: string): string {
  return formatMoney(minor, currency, localeNow());
}
