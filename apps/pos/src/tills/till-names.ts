import type { PageTill } from '@tidemark/till/page';

/** Where a page keeps its open tills, by their names. */
export const tillsKey = Symbol.for('tidemark.tills');

export type OpenTills = Map<string, Promise<PageTill>>;

/** Where a page counts how many elements use each till, by its name. */
export const tillUsersKey = Symbol.for('tidemark.till-users');

export type TillUsers = Map<string, number>;

/** The name of a till in a page: two of one name are one. */
export function tillName(server: string, shop: string): string {
  return `${new URL(server, globalThis.location.href).origin}|${shop}`;
}
