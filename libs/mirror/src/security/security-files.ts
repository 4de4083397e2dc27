import {
  closeSync,
  constants,
  existsSync,
  fsync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { faultsOf, nothingRead, readChain, type ChainEnd, type ChainRead } from './security-chain.ts';

/** [L3] A log is as long at most: the oldest file makes room for the newest. */
export const mostFiles = 64;
export const mostFileBytes = 256 * 1024;

const named = /^security-\d{12}\.jsonl$/;
/** The note is as long in every state, so that it is written over in place. */
const noteLength = 80;

/** The names of a log's files in a folder, oldest first. Each is named by its first line. */
export function securityFilesIn(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter(name => named.test(name))
        .sort()
    : [];
}

export function securityFileName(firstLine: number): string {
  return `security-${String(firstLine).padStart(12, '0')}.jsonl`;
}

/** Which line was the last, written beside the log: who takes lines from its end has to know of it. */
export function readNote(folder: string): ChainEnd | undefined {
  try {
    const { line, hash } = JSON.parse(readFileSync(join(folder, 'security-end'), 'utf8')) as ChainEnd;
    return Number.isInteger(line) && typeof hash === 'string' ? { line, hash } : undefined;
  } catch {
    return undefined;
  }
}

/** Written over in place, never cut to nothing first: a process that is killed here leaves a note. */
export function writeNote(folder: string, end: ChainEnd): void {
  const file = openSync(join(folder, 'security-end'), constants.O_CREAT | constants.O_WRONLY, 0o600);
  try {
    writeSync(file, `${JSON.stringify(end).padEnd(noteLength - 1)}\n`, 0);
  } finally {
    closeSync(file);
  }
}

/** Resolves when a file is on the disk, or made room for newer ones. */
export async function bringToDisk(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const file = openSync(path, 'r');
  try {
    await new Promise<void>((resolve, reject) => fsync(file, error => (error ? reject(error) : resolve())));
  } finally {
    closeSync(file);
  }
}

/** How long a file is; 0: it is not there. */
export function lengthOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Takes half a line from a file's end, and answers how many bytes it had. */
export function takeHalfLine(path: string): number {
  const bytes = readFileSync(path);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(path, whole);
  return bytes.length - whole;
}

/** Where a log goes on: after its last line, or after the one that was noted where that came later and is missing. */
export function lastLineOf(folder: string, noted: ChainEnd | undefined): ChainRead {
  let read = nothingRead(undefined);
  // The newest file may have no whole line yet.
  for (const name of securityFilesIn(folder).slice(-2)) read = readChain(read, fileOf(folder, name));
  return noted !== undefined && noted.line > read.end.line ? { ...read, end: noted } : read;
}

export interface CheckedLog {
  readonly files: number;
  readonly lines: number;
  readonly end: ChainEnd;
  readonly lastAt: string | undefined;
  /** In words; none: nothing was removed, altered or put in between. */
  readonly faults: readonly string[];
}

/** [L2] Reads a whole log. The event loop goes round between its files. */
export async function checkSecurityLog(folder: string, most = mostFiles): Promise<CheckedLog> {
  for (let tries = 0; ; tries++) {
    try {
      // First, so that lines which are written meanwhile are no missing ones.
      let read = nothingRead(readNote(folder));
      const files = securityFilesIn(folder);
      for (const name of files) {
        read = readChain(read, fileOf(folder, name));
        await new Promise(resolve => setImmediate(resolve));
      }
      const { lines, end, lastAt } = read;
      return { files: files.length, lines, end, lastAt, faults: faultsOf(read, files.length >= most) };
    } catch (error) {
      // A file made room for a newer one meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries > 3) throw error;
    }
  }
}

function fileOf(folder: string, name: string) {
  return { name, text: readFileSync(join(folder, name), 'utf8') };
}
