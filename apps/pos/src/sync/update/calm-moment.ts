/** After this long without a touch, the cashier is not in the middle of something. */
export const calmMs = 20_000;

/** What decides whether a newer program is offered now. */
export interface Moment {
  readonly running: string;
  /** Undefined where it is not known. */
  readonly newest: string | undefined;
  /** The build that a person put off. */
  readonly putOff: string | undefined;
  /** Whether it is already offered. */
  readonly isOffered: boolean;
  readonly isCartEmpty: boolean;
  readonly isDialogOpen: boolean;
  /** How long the till was not touched. */
  readonly restMs: number;
}

/**
 * Whether a newer program is offered. The offer appears only in a calm moment, so that nothing moves under a cashier's
 * hands. For the same reason it then stays until it is taken or put off. A build that was put off is not offered again.
 */
export function isOfferedAt(moment: Moment): boolean {
  const { running, newest, putOff, isOffered, isCartEmpty, isDialogOpen, restMs } = moment;
  if (newest === undefined || newest === running || newest === putOff) return false;
  return isOffered || (isCartEmpty && !isDialogOpen && restMs >= calmMs);
}
