import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import type { RxStorage } from 'rxdb';
import { expect, test } from 'vitest';
import { Generations } from './generations.ts';
import { memoryKeep, memoryStorage } from './testing.ts';

const nothing = () => Promise.resolve();

test.each(['before', 'after'] as const)(
  '[T7] a tab that opens caches takes the next ones where another tab puts those in use just %s it has them',
  async when => {
    const disks = new MemoryBrowser();
    const common = { name: `generations-${when}`, keep: memoryKeep(), multiInstance: true };
    await using leader = await Generations.open({ ...common, storage: memoryStorage(disks), leads: true });
    const next = await leader.openNext();
    let isSwapped = false;
    const swap = async (): Promise<void> => {
      if (isSwapped) return;
      isSwapped = true;
      await leader.swap(next, nothing);
    };
    const own = { ...memoryStorage(disks), name: `another tab ${when}` };
    const storage: RxStorage<unknown, unknown> = {
      ...own,
      createStorageInstance: async parameters => {
        if (when === 'before') await swap();
        const instance = await own.createStorageInstance(parameters);
        if (when === 'after' && parameters.collectionName === 'cache') await swap();
        return instance;
      },
    };

    await using follower = await Generations.open({ ...common, storage, leads: false });

    expect(follower.current.generation).toBe(2);
    expect(await follower.current.areGone()).toBe(false);
  },
);
