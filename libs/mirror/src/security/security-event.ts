/** The person and till, as far as the server knows them; nothing that a stranger typed is kept. */
interface Asker {
  readonly shop?: string;
  /** The staff member's name in the register. */
  readonly staff?: string;
  /** By `tillMark`. */
  readonly till?: string;
  readonly address?: string;
}

/** What the security log keeps: never a PIN, a token, a secret, nor anything of a customer. */
export type SecurityEvent =
  | { readonly what: 'server-started'; readonly version: string }
  /** Without `by`: the setting `STAFF`. */
  | ({
      readonly what: 'staff-added' | 'staff-dismissed' | 'pin-changed';
      readonly by?: 'owner';
      /** The role that they have now; not of who is dismissed. */
      readonly role?: string;
    } & Asker)
  | ({ readonly what: 'role-changed'; readonly role: string; readonly by?: 'owner' } & Asker)
  /** A shop's owner let the app in, or the app left. */
  | ({ readonly what: 'shop-connected' | 'shop-left' | 'owner-signed-in' | 'settings-changed' } & Asker)
  | ({ readonly what: 'connect-refused'; readonly why: string } & Asker)
  | ({ readonly what: 'signed-in'; readonly location: string; readonly isNewTill: boolean } & Asker)
  /** `approver`: who typed their PIN, so that `staff` could do it; refused: their role does not allow it either. */
  | ({
      readonly what: 'approved' | 'approval-refused';
      readonly permission: string;
      readonly approver: string;
    } & Asker)
  /** Somebody asked for what their role does not allow. */
  | ({ readonly what: 'right-refused'; readonly permission: string } & Asker)
  | ({ readonly what: 'till-moved'; readonly from: string; readonly to: string } & Asker)
  /** A manager has seen that another till moved. */
  | ({
      readonly what: 'move-seen';
      readonly moved: string;
      readonly from: string;
      readonly to: string;
    } & Asker)
  | ({ readonly what: 'wrong-pin' | 'sign-in-held'; readonly isKnownTill: boolean } & Asker)
  | ({ readonly what: 'token-refused'; readonly why: 'expired' | 'ended' | 'not-ours' | 'blocked' } & Asker)
  | ({ readonly what: 'till-enrolled' | 'till-taken' } & Asker)
  | ({
      readonly what: 'push-unsigned';
      readonly why: 'unknown-key' | 'wrong-signature' | 'no-signature' | 'another-till';
    } & Asker)
  /** A record was stored though something is wrong with it; `codes` are those of its flaws. */
  | ({ readonly what: 'record-flawed'; readonly record: string; readonly codes: string } & Asker)
  /** A stock move was stored though the role of whoever made it does not allow it, and nobody who may approved. */
  | ({ readonly what: 'record-not-allowed'; readonly record: string; readonly permission: string } & Asker)
  /** A second record under a stored number: both are kept. */
  | ({ readonly what: 'record-forked'; readonly record: string } & Asker)
  | ({ readonly what: 'monitoring-refused' | 'webhook-refused' } & Asker)
  | ({
      readonly what: 'decided';
      readonly collection: string;
      readonly id: string;
      /** The sale's effect that it was about. */
      readonly effect?: string;
      readonly decision: string;
      readonly outcome: string;
      readonly approver?: string;
    } & Asker)
  | { readonly what: 'restored'; readonly backup: string; readonly replaced?: string }
  /** Half a line was at the end, left by a process killed while writing, and was removed. */
  | { readonly what: 'half-line'; readonly bytes: number }
  /** There were lines but no note of the last one: some may be missing. */
  | { readonly what: 'note-missing' }
  /** This many lines found no room on the disk. */
  | { readonly what: 'left-out'; readonly lines: number };

/** An event as written; during a flood with its number within the hour. */
export type KeptEvent = SecurityEvent & { readonly inHour?: number };

/** Enough of a till's id to find the till. The whole id is the secret that tells a known till from a stranger. */
export function tillMark(tillId: string): string {
  return tillId.slice(0, 8);
}
