import { openTill, type OpenTill, type Till } from '@tidemark/till';
import { dropPictures, keepReserve, makeRoom, roomHere } from '../pictures/make-room.ts';

/** Opens a till with room for sales in this browser: pictures go first, and some room is kept. */
export async function openWithRoom(...[options]: Parameters<OpenTill>): Promise<Till> {
  const till = await openTill({ ...options, makeRoom, removeRest: async () => void (await dropPictures()) });
  // A browser that refuses has no room to keep.
  void roomHere()
    .then(keepReserve)
    .catch(() => undefined);
  return till;
}
