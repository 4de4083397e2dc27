import { setTimeout as sleep } from 'node:timers/promises';
import { Pusher } from '@tidemark/convergence/pusher';
import type { Sale } from '@tidemark/schema';
import { anUnpricedLine, aSale } from '@tidemark/schema/testing';
import type { ShopProduct } from '@tidemark/browser/shop';

/** How long after one sale the next is pushed. */
const gapMs = 150;

/** Sells without a pause, as a till does: what was not acknowledged is pushed again until it is. */
export class Cashier {
  readonly #pusher: Pusher;
  readonly #makeSale: (n: number) => Sale;
  readonly #acknowledged: string[] = [];
  #isStopped = false;
  #working: Promise<void> = Promise.resolve();
  /** How often a push failed and was made again. */
  repeated = 0;

  private constructor(pusher: Pusher, makeSale: (n: number) => Sale) {
    this.#pusher = pusher;
    this.#makeSale = makeSale;
  }

  /** `product`: what is sold; nobody else changes its price. */
  static async begin(product: ShopProduct, origin: string): Promise<Cashier> {
    const pusher = await Pusher.signIn({ server: { origin } }, 'till-0001');
    const [variant] = product.variants.nodes;
    if (!variant) throw new Error('a product without a variant');
    const line = anUnpricedLine({
      ...{ variantId: idOf(variant.id), productId: idOf(product.id) },
      inventoryItemId: idOf(variant.inventoryItem.id),
      unitPrice: Math.round(Number(variant.price) * 100),
    });
    const makeSale = (n: number): Sale => {
      const receiptNumber = `T-${String(n).padStart(6, '0')}`;
      return aSale({ id: `sale-${10_000 + n}`, ...pusher.author(), receiptNumber }, [line]);
    };
    const cashier = new Cashier(pusher, makeSale);
    cashier.#working = cashier.#work();
    return cashier;
  }

  /** The ids of all sales that a server took, once the last one was taken. */
  async stop(): Promise<readonly string[]> {
    this.#isStopped = true;
    await this.#working;
    return this.#acknowledged;
  }

  /** How many sales were taken so far. */
  get count(): number {
    return this.#acknowledged.length;
  }

  async settled(id: string): Promise<Sale> {
    return this.#pusher.settled<Sale>('sales', id);
  }

  async #work(): Promise<void> {
    for (let n = 1; !this.#isStopped; n++) {
      const sale = this.#makeSale(n);
      await this.#push(sale);
      this.#acknowledged.push(sale.id);
      await sleep(gapMs);
    }
  }

  async #push(sale: Sale): Promise<void> {
    for (;;) {
      try {
        await this.#pusher.push('sales', sale);
        return;
      } catch {
        this.repeated++;
        await sleep(gapMs);
      }
    }
  }
}

/** The number at the end of a gid. */
function idOf(gid: string): string {
  return gid.slice(gid.lastIndexOf('/') + 1);
}
