import { recordNames } from '@tidemark/schema';
import type { Ledger } from './marks/ledger.ts';
import { markId } from './marks/marks.ts';

/**
 * Begins again with a server whose mirror has another history than this till knew: restored from a copy, or rebuilt.
 * What this till had sent may be missing there, so its own records are owed again (a server that has them answers so),
 * and everything is read from the beginning. The name of the history is noted last, so an interrupted run is done
 * again.
 */
export async function beginHistory(ledger: Ledger, epoch: string, tillId: string): Promise<void> {
  if (ledger.epoch === epoch) return;
  for (const name of recordNames) {
    await ledger.note(markId.place(name), {});
    if (ledger.epoch === undefined) continue;
    if (name === 'carts') continue;
    const own = ledger.documents(name).filter(each => each.tillId === tillId);
    // What this till took over from another stays owed.
    await ledger.owe(
      name,
      own.map(each => each.id),
    );
  }
  if (ledger.epoch !== undefined) {
    for (const { id } of ledger.documents('carts')) await ledger.note(markId.acknowledged(id), {});
  }
  await ledger.note(markId.epoch, { epoch });
}
