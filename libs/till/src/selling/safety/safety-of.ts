import {
  auditTime,
  combineLatest,
  map,
  shareReplay,
  startWith,
  type Observable,
  type Subscription,
} from 'rxjs';
import type { Ledger } from '../../records/marks/ledger.ts';
import type { Safety } from '../selling.ts';
import { SafetyCounts } from './safety.ts';

/** What safety is made of: the ledger counts, and others tell. */
export interface SafetySources {
  readonly ledger: Ledger;
  readonly isPersistent$: Observable<Safety['isPersistent']>;
  readonly backupCopy$: Observable<Safety['backupCopy']>;
  readonly broughtBack$: Observable<number>;
  readonly damaged$: Observable<number>;
  readonly provedAt$: Observable<Safety['provedAt']>;
  readonly trouble$: Observable<Safety['trouble']>;
}

/** How safe unsent work is, now and after each change; counting goes on until `following` ends. */
export function safetyOf(sources: SafetySources, following: Subscription): Observable<Safety> {
  const { ledger } = sources;
  const counts = new SafetyCounts(ledger);
  following.add(ledger.changes$.subscribe(changes => counts.take(changes)));
  return combineLatest({
    counted: ledger.changes$.pipe(auditTime(30), startWith(undefined)),
    isPersistent: sources.isPersistent$,
    backupCopy: sources.backupCopy$,
    broughtBack: sources.broughtBack$,
    damaged: sources.damaged$,
    provedAt: sources.provedAt$,
    trouble: sources.trouble$,
  }).pipe(
    map(({ counted: _counted, ...told }): Safety => ({ ...counts.value, ...told })),
    shareReplay({ bufferSize: 1, refCount: true }),
  );
}
