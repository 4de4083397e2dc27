import type { TidemarkConnection } from '@tidemark/rxdb-replication';

type Session = Parameters<TidemarkConnection['resume']>[0];

/** The sign-in, kept until the tab is closed. Every script of this origin can read it: this is an example. */
interface Remembered {
  readonly server: string;
  readonly shop: string;
  readonly session: Session;
}

const sessionKey = 'plain-rxdb-session';
const tillKey = 'plain-rxdb-till';

export function remember(remembered: Remembered): void {
  sessionStorage.setItem(sessionKey, JSON.stringify(remembered));
}

export function forget(): void {
  sessionStorage.removeItem(sessionKey);
}

/** The last sign-in; undefined without one, or if its session has expired. */
export function recall(): Remembered | undefined {
  const text = sessionStorage.getItem(sessionKey);
  const remembered = text === null ? undefined : (JSON.parse(text) as Remembered);
  return remembered && Date.parse(remembered.session.expiresAt) > Date.now() ? remembered : undefined;
}

/** This browser's till id, made once. */
export function tillId(): string {
  const known = localStorage.getItem(tillKey) ?? crypto.randomUUID();
  localStorage.setItem(tillKey, known);
  return known;
}
