import type { PageTill } from '@tidemark/till/page';
import { SharedTills, type OpenPageTill } from './shared-tills.ts';
import { tillsKey, tillUsersKey, type OpenTills, type TillUsers } from './till-names.ts';

const page = globalThis as unknown as {
  [tillsKey]?: OpenTills;
  [tillUsersKey]?: TillUsers;
};

/** The tills of this page, also when it loaded this script twice. */
const shared = new SharedTills({
  tills: (page[tillsKey] ??= new Map()),
  users: (page[tillUsersKey] ??= new Map()),
  open: openWithEngine,
});

/** One till per server and shop in a page. When a caller no longer needs it, it calls `letTillGo`. */
export function sharedTill(server: string, shop: string): Promise<PageTill> {
  return shared.borrow(server, shop);
}

/** Lets go of a till that was shared; does nothing with any other. */
export function letTillGo(till: PageTill): undefined {
  shared.letGo(till);
  return undefined;
}

/** The engine of a till, with its database, is most of the code. It comes while the page shows its first words. */
let engine = import('./engine.ts');
engine.catch(() => undefined);

async function openWithEngine(...parts: Parameters<OpenPageTill>): Promise<PageTill> {
  const { openWithRoom } = await engine.catch(() => (engine = import('./engine.ts')));
  return openWithRoom(...parts);
}
