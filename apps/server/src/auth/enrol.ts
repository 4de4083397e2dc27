import type { PublicKey } from '@tidemark/journal';
import { tillMark, type Register, type SecurityEvent } from '@tidemark/mirror';
import { ProtocolError } from '@tidemark/protocol';
import { readKey } from './signatures.ts';

interface EnrolParts {
  readonly register: Register;
  readonly note: (event: SecurityEvent) => void;
  readonly now: () => number;
}

/** The till to be enrolled, and who asks for it. */
interface Enrolling {
  readonly shop: string;
  readonly tillId: string;
  /** The staff member's name. */
  readonly staff: string;
  readonly address: string;
}

/**
 * Gives a till its key: the first one, for ever ([A49]).
 * @throws ProtocolError `invalid-request` for a key that cannot sign; `till-taken` if the till has another key, or the
 * key another till.
 */
export async function enrol(parts: EnrolParts, till: Enrolling, key: PublicKey): Promise<void> {
  const { register, note, now } = parts;
  if (!readKey(key)) throw new ProtocolError('invalid-request', 'till.key: not a key of P-256');
  const outcome = await register.enrol(till.shop, till.tillId, key, now());
  if (outcome === 'taken') throw taken(note, till);
  if (outcome === 'enrolled') note({ what: 'till-enrolled', ...traceOf(till) });
}

/** @throws ProtocolError `till-taken` if the till has a key: then who asks without it is not that till. */
export async function refuseWithoutKey(
  { register, note }: Pick<EnrolParts, 'register' | 'note'>,
  till: Enrolling,
): Promise<void> {
  if (await register.keyOf(till.shop, till.tillId)) throw taken(note, till);
}

function taken(note: EnrolParts['note'], till: Enrolling): ProtocolError {
  note({ what: 'till-taken', ...traceOf(till) });
  return new ProtocolError(
    'till-taken',
    'This till’s number belongs to another browser. This browser has to sign in as a till of its own.',
  );
}

function traceOf({ shop, tillId, staff, address }: Enrolling) {
  return { shop, staff, till: tillMark(tillId), address };
}
