/** A timer of a visible page is never this late while the device is awake. */
const lateMs = 30_000;
/** Browsers let a hidden page act once a minute. */
const lateUnseenMs = 120_000;

/** Whether a timer that is this late was asleep with its device. */
export function hasSlept(lateByMs: number, isUnseen: boolean): boolean {
  return lateByMs >= (isUnseen ? lateUnseenMs : lateMs);
}
