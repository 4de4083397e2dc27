/** Hands that rested for so long are not in the middle of something. */
export const calmMs = 20_000;

/** What decides whether a newer program is offered now. */
export interface Moment {
  readonly running: string;
  /** Undefined: not known. */
  readonly newest: string | undefined;
  /** The build that somebody put off. */
  readonly putOff: string | undefined;
  /** It is offered already. */
  readonly isOffered: boolean;
  readonly isCartEmpty: boolean;
  readonly isDialogOpen: boolean;
  /** How long nobody has touched the till. */
  readonly restMs: number;
}

/**
 * Whether a newer program is offered: it appears in a calm moment only, so that nothing moves under somebody's hands, and for the
 * same reason stays once it is there, until it is taken or put off. A build that was put off is not offered again.
 */
export function isOfferedAt(moment: Moment): boolean {
  const { running, newest, putOff, isOffered, isCartEmpty, isDialogOpen, restMs } = moment;
  if (newest === undefined || newest === running || newest === putOff) return false;
  return isOffered || (isCartEmpty && !isDialogOpen && restMs >= calmMs);
}
