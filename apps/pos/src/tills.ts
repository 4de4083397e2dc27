import { openTill, type Till } from '@tidemark/till';
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
  open: openTill,
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
