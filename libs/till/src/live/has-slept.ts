/** A timer of a page in sight is never so late while the device is awake. */
const lateMs = 30_000;
/** Browsers let a page that nobody sees act once a minute. */
const lateUnseenMs = 120_000;

/** Whether a timer that came so much too late was asleep with its device. */
export function hasSlept(lateByMs: number, isUnseen: boolean): boolean {
  return lateByMs >= (isUnseen ? lateUnseenMs : lateMs);
}
