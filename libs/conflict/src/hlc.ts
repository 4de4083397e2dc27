/**
 * When something was written, by a hybrid logical clock: 15 digits of milliseconds, six hexadecimal digits that count
 * within a millisecond, and the till. Text order is the clock's order, and '' is before everything.
 */
export type Stamp = string;

const lastCount = 0xff_ffff;
/** The largest time of 15 digits: a clock before 1970, or beyond this, would break the order of texts. */
const lastTime = 999_999_999_999_999;

/**
 * The stamp of a write made now by a till that had seen `seen`: always later than that, whatever the clocks say. So a
 * till whose clock jumped ahead, or back, cannot make its writes win over later changes by people who saw them. `now`
 * is this till's clock, in milliseconds since the epoch.
 */
export function stampAfter(seen: Stamp, now: number, tillId: string): Stamp {
  const last = parse(seen);
  if (now > last.time) return format(now, 0, tillId);
  if (last.count < lastCount) return format(last.time, last.count + 1, tillId);
  return format(last.time + 1, 0, tillId);
}

export function latest(stamps: Iterable<Stamp>): Stamp {
  let last = '';
  for (const stamp of stamps) if (stamp > last) last = stamp;
  return last;
}

/** A stamp's time in milliseconds since the epoch, by the writers' clocks. */
export function stampTime(stamp: Stamp): number {
  return parse(stamp).time;
}

function parse(stamp: Stamp): { readonly time: number; readonly count: number } {
  if (stamp === '') return { time: -1, count: 0 };
  return { time: Number(stamp.slice(0, 15)), count: Number.parseInt(stamp.slice(16, 22), 16) };
}

function format(time: number, count: number, tillId: string): Stamp {
  const wall = String(Math.min(Math.max(Math.trunc(time), 0), lastTime)).padStart(15, '0');
  return `${wall}-${count.toString(16).padStart(6, '0')}-${tillId}`;
}
