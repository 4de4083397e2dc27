import { documentFits, recordNames, type RecordName } from '@tidemark/schema';
import type { Ledger } from '../marks/ledger.ts';
import type { RecordDocument } from '../record-schemas.ts';
import { NotOpened, seal, unseal } from './sealed.ts';

interface UnsentWork {
  readonly shop: string;
  readonly exportedAt: string;
  readonly records: Readonly<Partial<Record<RecordName, readonly RecordDocument[]>>>;
}

/** What a file holds, in the order in which the server should be told. */
export type ExportedWork = readonly { readonly name: RecordName; readonly document: RecordDocument }[];

/** Everything that the server has not acknowledged, parked records too, sealed. */
export function exportWork(ledger: Ledger, shop: string, now: number, passPhrase: string): Promise<string> {
  const work: UnsentWork = {
    shop,
    exportedAt: new Date(now).toISOString(),
    records: Object.fromEntries(recordNames.map(name => [name, ledger.unsent(name)])),
  };
  return seal(JSON.stringify(work), passPhrase);
}

/** What a file holds for this shop. @throws NotOpened, in words, where any of it cannot be trusted. */
export async function readWork(text: string, shop: string, passPhrase: string): Promise<ExportedWork> {
  const work = JSON.parse(await unseal(text, passPhrase)) as UnsentWork;
  if (work.shop !== shop)
    throw new NotOpened(
      { code: 'file-of-other-shop', shop: work.shop },
      `This file is of another shop, ${work.shop}.`,
    );
  const all = recordNames.flatMap(name => (work.records[name] ?? []).map(document => ({ name, document })));
  for (const { name, document } of all) {
    if (documentFits(name, document) && document.shop === shop) continue;
    const which = `${name}, ${String(document.id).slice(0, 100)}`;
    throw new NotOpened(
      { code: 'file-unreadable', message: which },
      `Something in this file cannot be read (${which}).`,
    );
  }
  return all;
}
