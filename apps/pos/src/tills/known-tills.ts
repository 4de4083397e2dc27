import { storedTillName } from '@tidemark/till/page';

/** A till that was opened in this browser. */
export interface KnownTill {
  /** The server's origin. */
  readonly server: string;
  readonly shop: string;
}

/** What is kept of a till in localStorage. */
type Kept = Pick<Storage, 'getItem' | 'setItem'>;

const key = 'tidemark-tills';
/** More shops than one browser sells for; the one that was opened first is forgotten first. */
const most = 20;

/** The tills that were opened in this browser, the last one last. */
export function knownTills(kept: Kept): readonly KnownTill[] {
  try {
    const read: unknown = JSON.parse(kept.getItem(key) ?? '[]');
    return Array.isArray(read) ? read.filter(isOne).slice(-most) : [];
  } catch (error) {
    // Changed by others, or a browser that forbids it: as if no other till was ever opened.
    if (error instanceof SyntaxError || error instanceof DOMException) return [];
    throw error;
  }
}

/** Remembers a till, where there is room for it. */
export function rememberTill(till: KnownTill, kept: Kept): void {
  const others = knownTills(kept).filter(each => !isSame(each, till));
  try {
    kept.setItem(key, JSON.stringify([...others, till].slice(-most)));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** How much the server had not stored of this till's work when it was last open; 0 where nothing is known. */
export function unsentOf(till: KnownTill, kept: Kept): number {
  const count = Number(kept.getItem(`${storedTillName(till)}-unsent`) ?? 0);
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

export function isSame(a: KnownTill, b: KnownTill): boolean {
  return a.server === b.server && a.shop === b.shop;
}

function isOne(value: unknown): value is KnownTill {
  const { server, shop } = (value ?? {}) as Partial<KnownTill>;
  return typeof server === 'string' && typeof shop === 'string' && server.length + shop.length < 1_000;
}
