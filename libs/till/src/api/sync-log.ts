import { BehaviorSubject } from 'rxjs';
import { keepIfPossible } from '../browser/kept.ts';
import { readJson } from '../wire/read-json.ts';
import type { SyncLogEntry } from './till.ts';
import type { Keep } from '../browser/keep.ts';

const kept = 100;

/** The last syncs, kept over reloads where there is room. */
export class SyncLog {
  readonly #keep: Keep;
  readonly #key: string;
  readonly entries$: BehaviorSubject<readonly SyncLogEntry[]>;

  constructor(keep: Keep, key: string) {
    this.#keep = keep;
    this.#key = key;
    this.entries$ = new BehaviorSubject<readonly SyncLogEntry[]>(this.#read());
  }

  add(entry: SyncLogEntry): void {
    const entries = [entry, ...this.#read().filter(each => each.id !== entry.id)].slice(0, kept);
    keepIfPossible(this.#keep, this.#key, JSON.stringify(entries));
    this.entries$.next(entries);
  }

  reload(): void {
    this.entries$.next(this.#read());
  }

  #read(): SyncLogEntry[] {
    const text = this.#keep.get(this.#key);
    const entries = text === undefined ? undefined : readJson(text);
    return Array.isArray(entries) ? (entries as SyncLogEntry[]) : [];
  }
}
