import { openSqliteMirror, type MirrorStore } from './sqlite/open.ts';

export { describeMirror } from './contract/mirror.contract.ts';
export { describeRecords } from './contract/records.contract.ts';

/** A mirror that is gone when it is closed, with epoch 'e1'. */
export function openMemoryMirror(): Promise<MirrorStore> {
  return openSqliteMirror({ file: ':memory:', newEpoch: () => 'e1' });
}
