import type { PageTill } from '@tidemark/till/page';
import { rememberTill } from './known-tills.ts';
import { OtherWork } from './other-work.ts';
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
  const { origin } = new URL(server, globalThis.location.href);
  const kept = browserStorage();
  if (kept) rememberTill({ server: origin, shop }, kept);
  return shared.borrow(server, shop);
}

/** Lets go of a till that was shared; does nothing with any other. */
export function letTillGo(till: PageTill): undefined {
  shared.letGo(till);
  return undefined;
}

/** Unsent work of other shops' tills in this browser. */
export const otherWork = new OtherWork({
  kept: browserStorage() ?? { getItem: () => null, setItem: () => undefined },
  open: sharedTill,
  letGo: till => void letTillGo(till),
});

/** Undefined in a page that may keep nothing. */
function browserStorage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

/** The engine of a till, with its database, is most of the code. It comes while the page shows its first words. */
let engine = import('./engine.ts');
engine.catch(() => undefined);

async function openWithEngine(...parts: Parameters<OpenPageTill>): Promise<PageTill> {
  const { openWithRoom } = await engine.catch(() => (engine = import('./engine.ts')));
  return openWithRoom(...parts);
}
