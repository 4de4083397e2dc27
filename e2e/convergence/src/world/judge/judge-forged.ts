import type { JournalState } from '@tidemark/mirror';
import type { Sale } from '@tidemark/schema';
import type { ShopifySimulator } from '@tidemark/shopify-simulator';
import type { Forgery } from '../steps/selling-steps.ts';

/** What a forger pushed, and what the server answered to its last row. */
export interface Forged {
  readonly how: Forgery;
  readonly id: string;
  readonly series: string;
  readonly outcome: string;
}

/** The flaw that the server must find in each forgery. */
const flawOf: Readonly<Partial<Record<Forgery, string>>> = { cheap: 'price-unknown', broken: 'hash-broken' };
/** The forgeries that must not be stored at all. */
const refused: readonly Forgery[] = ['changed', 'other-key'];

export interface ForgedEvidence {
  readonly simulator: ShopifySimulator;
  readonly sales: ReadonlyMap<string, Sale>;
  /** What the server reports of journals, long after the last push. */
  readonly state: JournalState;
}

/** The forgeries that were not noticed. A restored mirror may have lost one. */
export function judgeForged(forged: readonly Forged[], evidence: ForgedEvidence): string[] {
  const { simulator, sales, state } = evidence;
  const ordered = new Set([...simulator.store.orders.values()].map(each => each.sourceIdentifier));
  return forged.flatMap(({ how, id, series }) => {
    const sale = sales.get(id);
    if (refused.includes(how)) return sale ? [`${how}: ${id} was stored`] : [];
    if (!sale) return [];
    const flaw = flawOf[how];
    if (flaw !== undefined && !sale.flaws?.some(each => each.code === flaw))
      return [`${how}: nobody was told of ${id}`];
    if (flaw !== undefined && !sale.decided && ordered.has(id)) return [`${how}: ${id} became an order`];
    if (how === 'gap' && !state.gaps.some(each => each.series === series))
      return [`gap: nobody was told that a record of ${series} is missing`];
    if (how === 'fork' && state.forks === 0) return [`fork: nobody was told of a second ${id}`];
    if (how === 'honest' && sale.flaws) return [`honest: ${id} was held back: ${sale.flaws[0]?.code}`];
    return [];
  });
}
