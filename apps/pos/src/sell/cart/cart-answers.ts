import { mergeCarts } from '@tidemark/conflict';
import type { SaleDraft, SaleEntry } from '@tidemark/till';
import type { PageSelling } from '@tidemark/till/page';
import {
  BehaviorSubject,
  combineLatest,
  EMPTY,
  filter,
  firstValueFrom,
  map,
  of,
  switchMap,
  type Observable,
} from 'rxjs';
import type { StoredCarts } from './cart-fate.ts';
import type { EditQueue } from './edit-queue.ts';

interface CartIds {
  readonly cartId: string | null;
  readonly saleId?: string | undefined;
}
type Asked = Pick<PageSelling, 'cart$' | 'salesOf$'>;

interface Answer extends StoredCarts {
  /** The draft that was asked about, by this very question. */
  readonly about: CartIds;
  readonly sales: readonly SaleEntry[];
}

const nothingStored: StoredCarts = { cart: undefined, twin: undefined };
const firstAnswer = 'first';

/** What the till answers about the cart on screen. What it answered about another cart does not count. */
export class CartAnswers {
  /** Emits after each answer, once `known` has it. */
  readonly changed$: Observable<void>;
  readonly #answer$ = new BehaviorSubject<Answer | undefined>(undefined);
  readonly #asked$ = new BehaviorSubject<CartIds | undefined>(undefined);
  readonly #edits: () => EditQueue | undefined;
  /** What was stored, as text, before another tab kept a newer cart; or that the first answer says what was. */
  #older: string | undefined;

  /** `edits`: those of the cart on screen. */
  constructor(selling: Asked, edits: () => EditQueue | undefined) {
    this.#edits = edits;
    this.changed$ = this.#asked$.pipe(
      switchMap(asked => (asked ? answers$(asked, selling) : EMPTY)),
      map(answer => this.#take(answer)),
    );
  }

  /** Asks about this draft from now on. */
  ask({ cartId, saleId }: SaleDraft): void {
    const ids: CartIds = { cartId, saleId };
    const asked = this.#asked$.value;
    if (!asked || !isOfSame(asked, ids)) this.#asked$.next(ids);
  }

  /** What is known of the draft that was asked about last; undefined until the till has answered. */
  get known(): Omit<Answer, 'about'> | undefined {
    const answer = this.#current;
    if (!answer) return undefined;
    const stored = this.#storedBy(answer);
    const text = JSON.stringify(stored);
    if (text === this.#older) return { ...nothingStored, sales: answer.sales };
    this.#older = undefined;
    return { ...stored, sales: answer.sales };
  }

  /**
   * Notes that another tab kept this draft, and knows more of its stored carts than is known here: they count once they
   * change. Its sales count at once.
   */
  distrust(draft: SaleDraft): void {
    const answer = this.#current;
    const isOld = answer !== undefined && isOfSame(answer.about, draft);
    this.#older = isOld ? JSON.stringify(this.#storedBy(answer)) : firstAnswer;
  }

  /** Resolves when the till has answered about the draft that was asked about last. */
  async there(): Promise<void> {
    await firstValueFrom(this.#answer$.pipe(filter(() => this.isThere)));
  }

  get isThere(): boolean {
    return this.#current !== undefined;
  }

  /** An answer from before another draft was asked about is out of date, also where its draft is back. */
  get #current(): Answer | undefined {
    const answer = this.#answer$.value;
    return answer?.about === this.#asked$.value ? answer : undefined;
  }

  #take(answer: Answer): void {
    if (this.#older === firstAnswer) this.#older = JSON.stringify(this.#storedBy(answer));
    this.#answer$.next(answer);
  }

  /** What is stored by now: the till may tell of an edit after it was written. */
  #storedBy({ about, cart, twin }: Answer): StoredCarts {
    const edits = this.#edits();
    const written = edits?.cartId === about.cartId ? edits?.written : undefined;
    return { cart: cart && written ? mergeCarts(cart, written) : (cart ?? written), twin };
  }
}

/** The sales that may be of a draft: by its own id, or by its cart's. */
export function salesOf$({ saleId, cartId }: CartIds, selling: Asked): Observable<readonly SaleEntry[]> {
  const ids = [saleId, cartId].filter(id => id != null);
  return ids.length === 0 ? of([]) : selling.salesOf$(ids);
}

function answers$(about: CartIds, selling: Asked): Observable<Answer> {
  const follow = (id: string | null | undefined) => (id == null ? of(undefined) : selling.cart$(id));
  return combineLatest([follow(about.cartId), follow(about.saleId), salesOf$(about, selling)]).pipe(
    map(([cart, twin, sales]) => ({ about, cart, twin, sales })),
  );
}

function isOfSame(a: CartIds, b: CartIds): boolean {
  return a.cartId === b.cartId && a.saleId === b.saleId;
}
