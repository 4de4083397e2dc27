import type { Observable } from 'rxjs';
import type { Reason } from '../api/reason.ts';
import type { Fence } from '../sync/fence.ts';

/** One message between the tabs of a till. */
export type TabMessage =
  | { readonly kind: 'sync'; readonly id: string; readonly trigger: string }
  | { readonly kind: 'synced'; readonly id: string; readonly entry: unknown }
  | { readonly kind: 'status'; readonly status: unknown }
  /** `trouble` in English is what tabs of earlier versions tell, and are told. */
  | {
      readonly kind: 'sending';
      readonly trouble: string | undefined;
      readonly reason?: Reason | undefined;
    }
  | { readonly kind: 'generation' }
  | { readonly kind: 'session' }
  /** Somebody locked the till, unlocked it, or tried to. */
  | { readonly kind: 'lock' };

/** The tabs of one till: which one replicates, and how they talk. */
export interface Tabs extends Disposable {
  readonly leads: boolean;
  /** Whether this tab leads, now and from now on: one that stood still is taken over from. */
  readonly leads$: Observable<boolean>;
  /** Resolves when this tab leads: at once, or when the one that led is gone, or says nothing. */
  readonly leading: Promise<void>;
  /**
   * To be asked before each write of what this tab begins now. Where it leads, that is refused once another tab leads: this one
   * may have stood still between any two steps.
   */
  fence(): Fence;
  /** Acts while no other tab does so. */
  exclusively<T>(act: () => T): Promise<T>;
  /** To the others; from a tab that was disposed of, to nobody. */
  post(message: TabMessage): void;
  /** Answers how to stop listening. */
  onMessage(listener: (message: TabMessage) => void): () => void;
}
