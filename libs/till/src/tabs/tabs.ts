import type { Observable } from 'rxjs';
import type { Reason } from '../api/reason.ts';
import type { Fence } from '../sync/fence.ts';

/** One message between the tabs of a till. */
export type TabMessage =
  | { readonly kind: 'sync'; readonly id: string; readonly trigger: string }
  | { readonly kind: 'synced'; readonly id: string; readonly entry: unknown }
  | { readonly kind: 'status'; readonly status: unknown }
  /** `trouble` is in English: tabs of earlier versions tell it, and are told it. */
  | {
      readonly kind: 'sending';
      readonly trouble: string | undefined;
      readonly reason?: Reason | undefined;
    }
  | { readonly kind: 'generation' }
  | { readonly kind: 'session' }
  /** A person locked the till, unlocked it, or tried to. */
  | { readonly kind: 'lock' };

/** The tabs of one till: which one replicates, and how they talk. */
export interface Tabs extends Disposable {
  readonly leads: boolean;
  /** Whether this tab leads, now and from now on: another takes over from a tab that stood still. */
  readonly leads$: Observable<boolean>;
  /** Resolves when this tab leads: at once, or when the leading tab is gone or silent. */
  readonly leading: Promise<void>;
  /**
   * Call this before the work whose writes it will guard; each write asks it. If this tab leads, it refuses once
   * another tab leads: this one may have stood still between any two steps.
   */
  fence(): Fence;
  /** Runs `act` while no other tab runs one. */
  exclusively<T>(act: () => T): Promise<T>;
  /** Sends to the other tabs; after disposal, to none. */
  post(message: TabMessage): void;
  /** Answers how to stop listening. */
  onMessage(listener: (message: TabMessage) => void): () => void;
}
