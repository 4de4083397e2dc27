import { openTill, type OpenTill, type Till } from '@tidemark/till';
import { dropPictures, keepReserve, makeRoom, roomHere } from '../pictures/make-room.ts';
import { SharedTills } from './shared-tills.ts';
import { tillsKey, tillUsersKey, type OpenTills, type TillUsers } from './till-names.ts';

const page = globalThis as unknown as {
  [tillsKey]?: OpenTills;
  [tillUsersKey]?: TillUsers;
};

/** Of this page, also when it loaded this script twice. */
const shared = new SharedTills({
  tills: (page[tillsKey] ??= new Map()),
  users: (page[tillUsersKey] ??= new Map()),
  open: openWithRoom,
});

/** One till per server and shop in a page. Whoever is done with it says so by `letTillGo`. */
export function sharedTill(server: string, shop: string): Promise<Till> {
  return shared.borrow(server, shop);
}

/** Of a till that was shared; of any other nothing is done. */
export function letTillGo(till: Till): undefined {
  shared.letGo(till);
  return undefined;
}

/** A sale has room in this browser: pictures go first, and some is kept for it. */
async function openWithRoom(...[options]: Parameters<OpenTill>): Promise<Till> {
  const till = await openTill({ ...options, makeRoom, removeRest: async () => void (await dropPictures()) });
  // A browser that refuses it has no room to keep.
  void roomHere()
    .then(keepReserve)
    .catch(() => undefined);
  return till;
}
