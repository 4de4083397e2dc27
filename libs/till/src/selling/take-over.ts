import { mergeCarts } from '@tidemark/conflict';
import { recordNames, type Cart } from '@tidemark/schema';
import { contentHash, type Ledger } from '../records/marks/ledger.ts';
import type { ExportedWork } from '../records/backup-copy/unsent-file.ts';
import type { RecordWriter } from './record-writer.ts';

/**
 * Takes over what a till exported, and sends it in that till's place. Known records are not doubled; a known cart gets
 * what the file has more. @throws NotStored.
 */
export async function takeOver(
  work: ExportedWork,
  writer: RecordWriter,
  ledger: Ledger,
): Promise<{ readonly added: number; readonly known: number }> {
  await oweAgain(work, ledger);
  let added = 0;
  for (const { name, document } of work) {
    const known = ledger.document(name, document.id);
    if (!known) await writer.write(name, document as never);
    if (!known || (name === 'carts' && (await mergeInto(document as Cart, writer)))) added++;
  }
  return { added, known: work.length - added };
}

/** What the exporting till had sent once, and owed to a server of another history, this till now owes too. */
async function oweAgain(work: ExportedWork, ledger: Ledger): Promise<void> {
  for (const name of recordNames) {
    const sentOnce = work.filter(
      each => each.name === name && 'submission' in each.document && each.document.submission !== null,
    );
    await ledger.owe(
      name,
      sentOnce.map(each => each.document.id),
    );
  }
}

/** Answers whether the copy had something that this till did not. */
async function mergeInto(copy: Cart, writer: RecordWriter): Promise<boolean> {
  let hadMore = false;
  await writer.change('carts', copy.id, held => {
    const merged = mergeCarts(held, copy);
    hadMore = contentHash(merged) !== contentHash(held);
    return hadMore ? merged : held;
  });
  return hadMore;
}
