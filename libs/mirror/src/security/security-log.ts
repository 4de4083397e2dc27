import { appendFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { HourCount } from './hour-count.ts';
import { chainLine, type ChainEnd } from './security-chain.ts';
import type { KeptEvent, SecurityEvent } from './security-event.ts';
import {
  bringToDisk,
  checkSecurityLog,
  lastLineOf,
  lengthOf,
  mostFileBytes,
  mostFiles,
  readNote,
  securityFileName,
  securityFilesIn,
  takeHalfLine,
  writeNote,
} from './security-files.ts';
import { count, nothingCounted, type Counted } from './security-quota.ts';

const dayMs = 24 * 3_600_000;

export interface SecurityLogOptions {
  readonly folder: string;
  readonly now: () => number;
  /** Called when nothing can be written, and when writing works again. */
  readonly onTrouble: (error: unknown) => void;
  readonly append?: (path: string, text: string) => void;
  readonly mostFiles?: number;
  readonly mostFileBytes?: number;
}

/** The state of a log. */
export interface SecurityState {
  /** The last line: if it is also noted elsewhere, its removal can be noticed later. */
  readonly end: ChainEnd;
  readonly lastAt: string | undefined;
  readonly checkedAt: string | undefined;
  /** What is wrong with the chain, in words. */
  readonly faults: readonly string[];
  /** Lines that found no room since the last one was written. */
  readonly unwritten: number;
  readonly wrongPinsInHour: number;
}

/**
 * The security log: who signed in, who was kept out, and who decided what. JSON lines beside the mirror, each with the
 * hash of the line before ([L1]). A failure to write it never fails the operation that it records ([L5]).
 */
export class SecurityLog implements AsyncDisposable {
  readonly #options: Required<SecurityLogOptions>;
  readonly #wrongPins = new HourCount();
  readonly #daily: NodeJS.Timeout;
  readonly #noticed: string[] = [];
  /** Files that were written and may not be on the disk yet. */
  readonly #unsettled = new Set<string>();
  #counted: Counted = nothingCounted;
  #end: ChainEnd;
  #lastAt: string | undefined;
  #path: string;
  #length: number;
  #isFull: boolean;
  /** True if the last write failed; it may have left half a line. */
  #failed = false;
  #unwritten = 0;
  #checked: { readonly at: string; readonly faults: readonly string[] } | undefined;
  #settling: Promise<void> | undefined;

  constructor(options: SecurityLogOptions) {
    this.#options = { append: appendPrivately, mostFiles, mostFileBytes, ...options };
    const { folder } = options;
    const newest = securityFilesIn(folder).at(-1);
    const halfLine = newest === undefined ? 0 : takeHalfLine(join(folder, newest));
    const noted = readNote(folder);
    const { end, lastAt, lines } = lastLineOf(folder, noted);
    this.#end = end;
    this.#lastAt = lastAt;
    this.#path = join(folder, newest ?? securityFileName(end.line + 1));
    this.#length = lengthOf(this.#path);
    this.#isFull = this.#length >= this.#options.mostFileBytes;
    this.#daily = setInterval(() => void this.check(), dayMs);
    this.#daily.unref();
    if (noted === undefined && lines > 0) {
      this.#notice('the note of its last line was missing at the start');
      this.note({ what: 'note-missing' });
    } else if (noted === undefined) this.#tell(() => writeNote(folder, end));
    if (halfLine > 0) this.note({ what: 'half-line', bytes: halfLine });
  }

  /** Notes an event. Never throws, and never waits. */
  note(event: SecurityEvent): void {
    const at = this.#options.now();
    if (event.what === 'wrong-pin') this.#wrongPins.add(at);
    const { counted, nth, isKept, isMany } = count(this.#counted, event, at);
    this.#counted = counted;
    if (!isKept) return;
    try {
      if (this.#unwritten > 0) this.#write(at, { what: 'left-out', lines: this.#unwritten });
      this.#write(at, isMany ? { ...event, inHour: nth } : event);
    } catch (error) {
      if (this.#unwritten++ === 0) this.#options.onTrouble(error);
      this.#failed = true;
    }
  }

  state(): SecurityState {
    return {
      ...{ end: this.#end, lastAt: this.#lastAt, checkedAt: this.#checked?.at, unwritten: this.#unwritten },
      faults: [...this.#noticed, ...(this.#checked?.faults ?? [])],
      wrongPinsInHour: this.#wrongPins.within(this.#options.now()),
    };
  }

  /** Reads the whole log. Never rejects; also runs once a day. */
  async check(): Promise<void> {
    const { folder, now, onTrouble } = this.#options;
    // A note may still be being written.
    await this.#settling;
    try {
      const { faults } = await checkSecurityLog(folder, this.#options.mostFiles);
      this.#checked = { at: new Date(now()).toISOString(), faults };
    } catch (error) {
      onTrouble(error);
      this.#checked = { at: new Date(now()).toISOString(), faults: [`it cannot be read: ${String(error)}`] };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#daily);
    await this.#settling;
  }

  #write(at: number, event: KeptEvent): void {
    const { folder, append } = this.#options;
    if (this.#isFull) this.#beginFile();
    const found = lengthOf(this.#path);
    if (found !== this.#length && !this.#failed) this.#notice('its file was changed while the server ran');
    else if (found > this.#length) truncateSync(this.#path, this.#length);
    this.#failed = false;
    const { text, end } = chainLine(this.#end, at, event);
    append(this.#path, text);
    this.#end = end;
    this.#lastAt = new Date(at).toISOString();
    this.#length = lengthOf(this.#path);
    this.#isFull = this.#length >= this.#options.mostFileBytes;
    if (this.#unwritten > 0) this.#options.onTrouble(undefined);
    this.#unwritten = 0;
    this.#unsettled.add(this.#path);
    this.#settling ??= this.#settle(folder);
  }

  /** [L3] */
  #beginFile(): void {
    const { folder, mostFiles } = this.#options;
    this.#path = join(folder, securityFileName(this.#end.line + 1));
    this.#length = 0;
    this.#isFull = false;
    const files = securityFilesIn(folder);
    for (const old of files.slice(0, Math.max(0, files.length + 1 - mostFiles))) rmSync(join(folder, old));
  }

  #tell(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#options.onTrouble(error);
    }
  }

  #notice(fault: string): void {
    if (!this.#noticed.includes(fault)) this.#noticed.push(fault);
  }

  /** [L2] Notes the last line once it is on the disk, so that no power cut makes the note newer than the log. */
  async #settle(folder: string): Promise<void> {
    try {
      while (this.#unsettled.size > 0) {
        const [end, paths] = [this.#end, [...this.#unsettled]];
        this.#unsettled.clear();
        for (const path of paths) await bringToDisk(path);
        writeNote(folder, end);
      }
    } catch (error) {
      this.#options.onTrouble(error);
    } finally {
      this.#settling = undefined;
    }
  }
}

function appendPrivately(path: string, text: string): void {
  appendFileSync(path, text, { mode: 0o600 });
}
