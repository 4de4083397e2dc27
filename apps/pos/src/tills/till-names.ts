import type { Till } from '@tidemark/till';

/** Where a page keeps the tills that it has open, by their names. */
export const tillsKey = Symbol.for('tidemark.tills');

export type OpenTills = Map<string, Promise<Till>>;

/** Where a page counts how many elements use each of them, by its name. */
export const tillUsersKey = Symbol.for('tidemark.till-users');

export type TillUsers = Map<string, number>;

/** What a till is called in a page: two of one name are one. */
export function tillName(server: string, shop: string): string {
  return `${new URL(server, globalThis.location.href).origin}|${shop}`;
}
