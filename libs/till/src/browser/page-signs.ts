import { filter, fromEvent, interval, map, merge, NEVER, throttleTime, type Observable } from 'rxjs';
import type { Wake } from '../api/till.ts';
import { hasSlept } from '../live/has-slept.ts';

/** How often the page looks whether time has jumped. */
const tickMs = 10_000;
/** A page that wakes is told so in several ways at once. */
const oneWakeMs = 5_000;

/** What the browser says of network and attention. */
export function browserWake(): Observable<Wake> {
  if (typeof window === 'undefined') return NEVER;
  return merge(
    fromEvent(window, 'online').pipe(map(() => 'online' as const)),
    fromEvent(window, 'offline').pipe(map(() => 'offline' as const)),
    fromEvent(document, 'visibilitychange').pipe(
      filter(() => document.visibilityState === 'visible'),
      map(() => 'visible' as const),
    ),
    pageWoken().pipe(throttleTime(oneWakeMs)),
  );
}

/**
 * Emits when the page goes on after it stood still: frozen by the browser, brought back by the back button, or asleep
 * with its tablet. Only the clock tells of the last.
 */
function pageWoken(): Observable<'woken'> {
  let at = Date.now();
  let wasHidden = document.hidden;
  const jumped = interval(tickMs).pipe(
    filter(() => {
      const [from, to, isHidden] = [at, Date.now(), wasHidden || document.hidden];
      [at, wasHidden] = [to, document.hidden];
      return hasSlept(to - from - tickMs, isHidden);
    }),
  );
  return merge(
    fromEvent(document, 'resume'),
    fromEvent<PageTransitionEvent>(window, 'pageshow').pipe(filter(event => event.persisted)),
    jumped,
  ).pipe(map(() => 'woken' as const));
}

/** Emits at each key and each touch of the page, also at a scanner's keys. */
export function browserTouch(): Observable<unknown> {
  if (typeof window === 'undefined') return NEVER;
  return merge(...['keydown', 'pointerdown'].map(type => fromEvent(window, type, { capture: true })));
}
