import { openSqliteMirror, type MirrorStore } from './open.ts';

export { describeMirror } from './mirror.contract.ts';
export { describePromises } from './promises.contract.ts';

/** A mirror that is gone when it is closed, with epoch 'e1'. */
export function openMemoryMirror(): Promise<MirrorStore> {
  return openSqliteMirror({ file: ':memory:', newEpoch: () => 'e1' });
}
