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

/** [L3] The most files of a log: the oldest file makes room for the newest. */
export const mostFiles = 64;
export const mostFileBytes = 256 * 1024;

const named = /^security-\d{12}\.jsonl$/;
/** The note always has this length, so that it is overwritten in place. */
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

/** The note of the log's last line, kept beside the log: it reveals lines removed from the end. */
export function readNote(folder: string): ChainEnd | undefined {
  try {
    const { line, hash } = JSON.parse(readFileSync(join(folder, 'security-end'), 'utf8')) as ChainEnd;
    return Number.isInteger(line) && typeof hash === 'string' ? { line, hash } : undefined;
  } catch {
    return undefined;
  }
}

/** Overwrites the note in place and never truncates it first: a process killed here leaves a note. */
export function writeNote(folder: string, end: ChainEnd): void {
  const file = openSync(join(folder, 'security-end'), constants.O_CREAT | constants.O_WRONLY, 0o600);
  try {
    writeSync(file, `${JSON.stringify(end).padEnd(noteLength - 1)}\n`, 0);
  } finally {
    closeSync(file);
  }
}

/** Resolves when a file is on the disk, or was removed to make room. */
export async function bringToDisk(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const file = openSync(path, 'r');
  try {
    await new Promise<void>((resolve, reject) => fsync(file, error => (error ? reject(error) : resolve())));
  } finally {
    closeSync(file);
  }
}

/** The length of a file in bytes; 0 if it does not exist. */
export function lengthOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Removes half a line from a file's end; returns how many bytes it had. */
export function takeHalfLine(path: string): number {
  const bytes = readFileSync(path);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(path, whole);
  return bytes.length - whole;
}

/** The place where a log continues: after its last line, or after the noted line if that is later and missing. */
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
  /** In words; empty if no line was removed, altered or inserted. */
  readonly faults: readonly string[];
}

/** [L2] Reads a whole log. The event loop runs between its files. */
export async function checkSecurityLog(folder: string, most = mostFiles): Promise<CheckedLog> {
  for (let tries = 0; ; tries++) {
    try {
      // Read the note first, so that lines written meanwhile do not count as missing.
      let read = nothingRead(readNote(folder));
      const files = securityFilesIn(folder);
      for (const name of files) {
        read = readChain(read, fileOf(folder, name));
        await new Promise(resolve => setImmediate(resolve));
      }
      const { lines, end, lastAt } = read;
      return { files: files.length, lines, end, lastAt, faults: faultsOf(read, files.length >= most) };
    } catch (error) {
      // A file was removed meanwhile to make room.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries > 3) throw error;
    }
  }
}

function fileOf(folder: string, name: string) {
  return { name, text: readFileSync(join(folder, name), 'utf8') };
}
