import type { PublicKey } from '@tidemark/journal';
import type { Role } from '@tidemark/schema';

export interface StaffRecord {
  readonly id: string;
  readonly name: string;
  /** `scrypt$…`, made and checked by the server app; '' for dismissed staff. */
  readonly pinHash: string;
  /** Undefined: the setting `STAFF` employs them. */
  readonly employedBy?: 'owner';
  /** Undefined: nobody chose one, so it is `defaultRole`. */
  readonly role?: Role;
}

export interface TillRecord {
  readonly id: string;
  readonly name: string;
  readonly locationId: string;
}

/**
 * - `enrolled`: the till has this key from now on;
 * - `known`: it had it already;
 * - `taken`: the till has another key, or another till has this key. Nothing was changed.
 */
export type Enrolment = 'enrolled' | 'known' | 'taken';

/** The till that has a key. */
export interface KeyedTill {
  readonly shop: string;
  readonly tillId: string;
  /** Where it is now. */
  readonly locationId: string;
  readonly key: PublicKey;
}

/** A till's key, for people who check a journal. */
export interface TillKeyRecord {
  readonly tillId: string;
  readonly keyId: string;
  readonly key: PublicKey;
  /** Milliseconds since the epoch. */
  readonly enrolledAt: number;
}

/** A till signed in at another location than before. */
export interface TillMove {
  /** Counts up in the shop. */
  readonly id: number;
  readonly tillId: string;
  /** The till's name then. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly at: number;
}

/** Staff who may sign in, and tills. Times are milliseconds since the epoch. */
export interface Register {
  shops(): Promise<readonly string[]>;
  addShop(shop: string): Promise<void>;
  staffByName(shop: string, name: string): Promise<StaffRecord | undefined>;
  staff(shop: string, id: string): Promise<StaffRecord | undefined>;
  /** All staff who may sign in; dismissed staff are left out. */
  staffOf(shop: string): Promise<readonly StaffRecord[]>;
  /** Employs a member of staff, or changes one; one who was dismissed may sign in again. */
  saveStaff(shop: string, staff: StaffRecord): Promise<void>;
  /**
   * [R5] Ends a staff member's right to sign in. The name stays, with what was done under it. What they wrote before
   * `at` is theirs by right.
   */
  dismiss(shop: string, id: string, at: number): Promise<void>;
  till(shop: string, id: string): Promise<TillRecord | undefined>;
  /**
   * [R2] The prefix of a registered till's receipt numbers. No other till of the shop has it, nor had it in stored
   * sales. A till that asks again, or is registered again after a restore, has the same prefix unless it was taken.
   */
  receiptPrefix(shop: string, tillId: string): Promise<string>;
  /**
   * [R4] Registers a till, or moves it. Every location that it was ever registered at stays known. A move is noted for
   * `moves`.
   */
  saveTill(shop: string, till: TillRecord, at: number): Promise<void>;
  /** [R6] Tills that moved within a week before `now` and that nobody has seen yet, the newest first; at most 100. */
  moves(shop: string, now: number): Promise<readonly TillMove[]>;
  /** [R6] A person has seen these moves: they are not named any more. Returns those that were still named. */
  moveSeen(shop: string, ids: readonly number[]): Promise<readonly TillMove[]>;
  /** [R3] Gives a registered till its key: one till has one key, and one key has one till, of all shops, for ever. */
  enrol(shop: string, tillId: string, key: PublicKey, at: number): Promise<Enrolment>;
  /** The till with the key of this id, from memory; undefined if no registered till has it. */
  tillOfKey(keyId: string): Promise<KeyedTill | undefined>;
  /** A till's key, from memory; undefined if it has none. */
  keyOf(shop: string, tillId: string): Promise<PublicKey | undefined>;
  /** The keys of a shop's tills, by the tills' ids. */
  tillKeys(shop: string): Promise<readonly TillKeyRecord[]>;
}
