import { openTill, type Till } from '@tidemark/till';

const key = Symbol.for('tidemark.tills');

/** One till per server and shop in a page, also when the page loaded this script twice. */
export function sharedTill(server: string, shop: string): Promise<Till> {
  const holder = globalThis as unknown as Record<symbol, Map<string, Promise<Till>> | undefined>;
  const tills = (holder[key] ??= new Map());
  const name = `${new URL(server, globalThis.location.href).origin}|${shop}`;
  let till = tills.get(name);
  if (!till) {
    till = openTill({ server: new URL(server, globalThis.location.href).origin, shop });
    tills.set(name, till);
    till.catch(() => tills.delete(name));
  }
  return till;
}
