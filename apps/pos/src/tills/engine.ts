import type { OpenTill } from '@tidemark/till';
import { openPageTill, type PageTill } from '@tidemark/till/page';
import { dropPictures, keepReserve, makeRoom, roomHere } from '../pictures/make-room.ts';
import { pageWorker } from './page-worker.ts';

/** Opens a till with room for sales in this browser: pictures go first, and some room is kept. */
export async function openWithRoom({ server, shop }: Parameters<OpenTill>[0]): Promise<PageTill> {
  const till = await openPageTill({
    ...{ server, shop, makeRoom },
    removeRest: async () => void (await dropPictures()),
    worker: pageWorker,
    loadEngine: () => import('@tidemark/till/worker'),
  });
  // A browser that refuses has no room to keep.
  void roomHere()
    .then(keepReserve)
    .catch(() => undefined);
  return till;
}
