import {
  formatPushSignature,
  makeKeyPair,
  pushText,
  signatureHeader,
  tillKeyOf,
  type JournalRecord,
  type TillKey,
} from '@tidemark/journal';
import { aSealedSale, type PlaceInJournal } from '@tidemark/journal/testing';
import type { SessionResponse } from '@tidemark/protocol';
import type { Sale } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import type { Site } from './site.ts';
import type { Asked } from './wire.ts';

let made = 0;

/** A till with a key of its own, in a browser of its own. */
export class KeyedTill {
  readonly site: Site;
  readonly id: string;
  readonly key: TillKey;
  readonly session: SessionResponse;
  readonly #series: string;
  #number = 0;
  #previous: string | null = null;

  private constructor(site: Site, id: string, key: TillKey, session: SessionResponse) {
    [this.site, this.id, this.key, this.session] = [site, id, key, session];
    this.#series = seriesOf(made);
  }

  static async open(site: Site): Promise<KeyedTill> {
    const id = `keyed-till-${String(++made).padStart(4, '0')}`;
    const key = await aKey();
    return new KeyedTill(site, id, key, await site.signIn(id, { till: { id, key: key.publicKey } }));
  }

  /** A till that never signed in: the server knows neither it nor its key. Its records name this till's staff. */
  async stranger(): Promise<KeyedTill> {
    const id = `strange-till-${String(++made).padStart(4, '0')}`;
    return new KeyedTill(this.site, id, await aKey(), this.session);
  }

  get bearer() {
    return { authorization: `Bearer ${this.session.token}` };
  }

  /** Seals the next record of its journal: a sale of an item of the shop, at its price. */
  async seal(change: Partial<Sale> = {}, place: PlaceInJournal = {}): Promise<JournalRecord> {
    const number = place.number ?? ++this.#number;
    const { staff, location } = this.session;
    const base = aSale(
      {
        ...{ shop: this.site.shop, tillId: this.id, staffId: staff.id, locationId: location.id },
        createdAt: new Date().toISOString(),
        receiptNumber: `${this.session.till.receiptPrefix}-${String(number).padStart(6, '0')}`,
        pricedUnder: null,
      },
      [this.site.line],
    );
    const at = { series: this.#series, number, previous: this.#previous, ...place };
    const { previous, ...first } = at;
    const record = await aSealedSale(
      { ...base, ...change },
      this.key,
      previous === null ? first : { ...first, previous },
    );
    if (place.number === undefined) this.#previous = record.journal.hash;
    return record;
  }

  /**
   * A signed push of sales; `signer` and `signed` replace its own, as a forger would; `carriedFrom` is the till whose
   * sales it brings.
   */
  async push(
    documents: readonly object[],
    forged: {
      signer?: TillKey;
      signed?: string;
      path?: string;
      header?: string;
      carriedFrom?: string;
    } = {},
  ): Promise<Asked> {
    const path = '/api/replication/sales/push';
    const rows = documents.map(each => ({ newDocumentState: { _deleted: false, ...each } }));
    const body = JSON.stringify({ rows, carriedFrom: forged.carriedFrom });
    const text = pushText(forged.path ?? path, forged.signed ?? body);
    const signature = await (forged.signer ?? this.key).sign(text);
    const header = forged.header ?? formatPushSignature(this.key.id, signature);
    return { path, body, headers: { 'content-type': 'application/json', [signatureHeader]: header } };
  }
}

export async function aKey(): Promise<TillKey> {
  return tillKeyOf(await makeKeyPair());
}

function seriesOf(n: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  return Array.from({ length: 10 }, (_, place) => letters[Math.floor(n / 32 ** place) % 32]).join('');
}
