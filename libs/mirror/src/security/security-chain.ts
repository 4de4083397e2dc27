import { createHash } from 'node:crypto';
import type { KeptEvent } from './security-event.ts';

/** The last line of a chain: its number, and its hash, which the next line holds. */
export interface ChainEnd {
  readonly line: number;
  readonly hash: string;
}

export const noLine: ChainEnd = { line: 0, hash: '' };

/** One line as it is written. */
export interface Chained {
  readonly text: string;
  readonly end: ChainEnd;
}

/** The name and text of one file of a log. */
export interface ChainFile {
  readonly name: string;
  readonly text: string;
}

/** How far a chain was read, and what is wrong with it. */
export interface ChainRead {
  /** The note about the last line, kept beside the chain. */
  readonly noted: ChainEnd | undefined;
  /** The number of the first line present; 0 if there is none. */
  readonly first: number;
  readonly end: ChainEnd;
  readonly lines: number;
  /** When the last line was written. */
  readonly lastAt: string | undefined;
  /** The first faults, in words. */
  readonly faults: readonly string[];
  /** Whether it ends within a line: a process was killed while writing, or is still writing. */
  readonly endsWithinLine: boolean;
}

export function nothingRead(noted: ChainEnd | undefined): ChainRead {
  return { noted, first: 0, end: noLine, lines: 0, lastAt: undefined, faults: [], endsWithinLine: false };
}

/** How many faults are named at most: one removed line may be followed by others. */
const mostFaults = 5;

/** [L1] The next line: what happened, its number, and the hash of the line before. */
export function chainLine(before: ChainEnd, at: number, event: KeptEvent): Chained {
  const line = before.line + 1;
  const said = JSON.stringify({ line, at: new Date(at).toISOString(), ...event, before: before.hash });
  return { text: `${said}\n`, end: { line, hash: hashOf(said) } };
}

/** Reads on with the next file of a chain, oldest first. */
export function readChain(read: ChainRead, { name, text }: ChainFile): ChainRead {
  const { noted } = read;
  const faults = [...read.faults];
  let { first, end, lines, lastAt } = read;
  if (read.endsWithinLine) faults.push(`${name}: half a line stands before it`);
  const parts = text.split('\n');
  const endsWithinLine = parts.pop() !== '';
  for (const said of parts) {
    const told = lineOf(said);
    const where = `${name}, after line ${end.line}`;
    if (told === undefined) faults.push(`${where}: a line that is none`);
    else if (first !== 0 && told.line !== end.line + 1) faults.push(`${where}: the next one is ${told.line}`);
    else if (first !== 0 && told.before !== end.hash)
      faults.push(`${where}: line ${told.line} follows another one than stands before it`);
    const line = told?.line ?? end.line + 1;
    if (first === 0) first = line;
    end = { line, hash: hashOf(said) };
    if (line === noted?.line && end.hash !== noted.hash)
      faults.push(`${name}: line ${line} is not the one that was noted`);
    lastAt = told?.at ?? lastAt;
    lines++;
  }
  return { noted, first, end, lines, lastAt, endsWithinLine, faults: faults.slice(0, mostFaults) };
}

/**
 * [L2] What is wrong with a chain read to its end: it must reach the line noted beside it, and begin with its first
 * line unless older files made room.
 */
export function faultsOf(
  { noted, end, first, lines, faults }: ChainRead,
  madeRoom: boolean,
): readonly string[] {
  const missing = [
    first > 1 && !madeRoom && `the first lines are missing: it begins with line ${first}`,
    noted !== undefined &&
      noted.line > end.line &&
      `the last lines are missing: it ended with line ${noted.line}, and ends with line ${end.line}`,
    noted === undefined && lines > 0 && 'the note of its last line is missing',
  ];
  return [...faults, ...missing.filter(each => each !== false)];
}

function hashOf(said: string): string {
  return createHash('sha256').update(said).digest('base64url');
}

function lineOf(
  said: string,
): { readonly line: number; readonly before: string; readonly at: string } | undefined {
  try {
    const { line, before, at } = JSON.parse(said) as Record<string, unknown>;
    if (typeof line !== 'number' || typeof before !== 'string' || typeof at !== 'string') return undefined;
    return { line, before, at };
  } catch {
    return undefined;
  }
}
