import { openTill, type OpenTill, type Till } from '@tidemark/till';
import { dropPictures, keepReserve, makeRoom, roomHere } from '../pictures/make-room.ts';
import { SharedTills } from './shared-tills.ts';
import { tillsKey, tillUsersKey, type OpenTills, type TillUsers } from './till-names.ts';

const page = globalThis as unknown as {
  [tillsKey]?: OpenTills;
  [tillUsersKey]?: TillUsers;
};

/** The tills of this page, also when it loaded this script twice. */
const shared = new SharedTills({
  tills: (page[tillsKey] ??= new Map()),
  users: (page[tillUsersKey] ??= new Map()),
  open: openWithRoom,
});

/** One till per server and shop in a page. When a caller no longer needs it, it calls `letTillGo`. */
export function sharedTill(server: string, shop: string): Promise<Till> {
  return shared.borrow(server, shop);
}

/** Lets go of a till that was shared; does nothing with any other. */
export function letTillGo(till: Till): undefined {
  shared.letGo(till);
  return undefined;
}

/** Opens a till with room for sales in this browser: pictures go first, and some room is kept. */
async function openWithRoom(...[options]: Parameters<OpenTill>): Promise<Till> {
  const till = await openTill({ ...options, makeRoom, removeRest: async () => void (await dropPictures()) });
  // A browser that refuses has no room to keep.
  void roomHere()
    .then(keepReserve)
    .catch(() => undefined);
  return till;
}
