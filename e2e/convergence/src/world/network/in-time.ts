import { setTimeout as pause } from 'node:timers/promises';

/** How long a step waits for what may never come: a server may be dead, a webhook lost, a browser killed. */
export const patienceMs = 300;

/** Whether the work settled in time, fulfilled or rejected. */
export function isInTime(work: Promise<unknown>): Promise<boolean> {
  const ended = work.then(
    () => true,
    () => true,
  );
  return Promise.race([ended, pause(patienceMs, false)]);
}
