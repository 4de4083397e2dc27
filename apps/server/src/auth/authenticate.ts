import { tillMark, type Register, type SecurityEvent, type StaffRecord } from '@tidemark/mirror';
import { BusyFor } from '../http/busy-for.ts';
import type { Attempts } from './attempts.ts';
import { nobodysHash } from './pin.ts';
import type { PinQueue } from './pin-queue.ts';

export interface AuthenticateParts {
  readonly register: Pick<Register, 'staffByName'>;
  readonly attempts: Attempts;
  readonly pins: PinQueue;
  readonly note: (event: SecurityEvent) => void;
}

/** Who says to be whom, where. */
export interface Claim {
  readonly shop: string;
  /** The name that was typed. */
  readonly staff: string;
  readonly pin: string;
  readonly tillId: string;
  /** Whether anyone signed in at this till before. */
  readonly isKnownTill: boolean;
  readonly address: string;
}

/**
 * The member of staff with this name and PIN; undefined: there is none. Each attempt counts, whatever it is for ([A37]).
 * @throws ProtocolError `busy` if no PIN may be tried now.
 */
export async function authenticate(
  { register, attempts, pins, note }: AuthenticateParts,
  { shop, staff: name, pin, tillId, isKnownTill, address }: Claim,
): Promise<StaffRecord | undefined> {
  const attempt = { shop, staff: name, tillId, isKnownTill, address };
  const staff = await register.staffByName(shop, name);
  // Input of a stranger is not kept: it may be a PIN in the wrong field.
  const asker = {
    ...{ till: tillMark(tillId), isKnownTill, address },
    ...(staff && { shop, staff: staff.name }),
  };
  await attempts.reserve(attempt).catch((error: unknown) => {
    if (error instanceof BusyFor) note({ what: 'sign-in-held', ...asker });
    throw error;
  });
  // An unknown name takes as much time as a wrong PIN, and gets the same answer.
  const isRight = await pins.isPin(pin, staff?.pinHash || nobodysHash).catch(async (error: unknown) => {
    await attempts.givenBack(attempt);
    throw error;
  });
  if (!staff || !isRight) {
    note({ what: 'wrong-pin', ...asker });
    return undefined;
  }
  await attempts.succeeded(attempt);
  return staff;
}
