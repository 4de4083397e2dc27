import type { TaxLine } from '@tidemark/schema';
import { percentText } from '../language/index.ts';

/** A tax with its rate: "VAT 21 %". */
export function taxText({ title, rate }: Pick<TaxLine, 'title' | 'rate'>): string {
  return `${title} ${percentText(rate)}`;
}
