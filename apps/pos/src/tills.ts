import { openTill, type Till } from '@tidemark/till';
import { keepReserve, makeRoom, roomHere } from './pictures/make-room.ts';
import { tillName, tillsKey, type OpenTills } from './till-names.ts';

/** One till per server and shop in a page, also when the page loaded this script twice. */
export function sharedTill(server: string, shop: string): Promise<Till> {
  const holder = globalThis as unknown as Record<symbol, OpenTills | undefined>;
  const tills = (holder[tillsKey] ??= new Map());
  const name = tillName(server, shop);
  let till = tills.get(name);
  if (!till) {
    till = openTill({ server: new URL(server, globalThis.location.href).origin, shop, makeRoom });
    tills.set(name, till);
    till.then(
      // A browser that refuses it has no room to keep.
      async () => keepReserve(await roomHere()).catch(() => undefined),
      () => tills.delete(name),
    );
  }
  return till;
}
