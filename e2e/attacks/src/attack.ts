import type { Site, SiteName } from './site.ts';
import type { Answered, Asked } from './wire.ts';

/** A value, or a function that makes it from the attacked site. */
export type Made<T> = T | ((site: Site) => T | Promise<T>);

/** What an answer has to be. */
export interface Held {
  readonly status: number | readonly number[];
  readonly code?: string;
  readonly has?: RegExp;
  readonly lacks?: RegExp;
  /** `null`: the header is not there. */
  readonly headers?: Readonly<Record<string, RegExp | null>>;
}

interface Named {
  /** The rule of SPEC.md that it attacks. */
  readonly rule: string;
  readonly name: string;
  /** Default: both. */
  readonly on?: SiteName;
}

/** One request that must not get through, and the nearest one that does. */
export interface RequestAttack extends Named {
  readonly attack: Made<Asked>;
  readonly holds: Held;
  readonly control: Made<Asked>;
  /** Default: 200. */
  readonly succeeds?: Held;
}

/** An attack by several requests, or by other means than one request; `attack` returns the result. */
export interface PlayedAttack extends Named {
  readonly attack: (site: Site) => Promise<unknown>;
  readonly holds: unknown;
  readonly control: (site: Site) => Promise<unknown>;
  readonly succeeds: unknown;
  /** Whether it begins with a server that remembers no attempts. */
  readonly isFresh?: boolean;
}

export async function made<T>(site: Site, what: Made<T>): Promise<T> {
  return typeof what === 'function' ? (what as (site: Site) => T | Promise<T>)(site) : what;
}

/** How an answer differs from what it must be, in words; none where it holds. */
export function misses({ status, headers, text }: Answered, held: Held): string[] {
  const code = /"code":"([\w-]+)"/.exec(text)?.[1];
  const wanted = [held.status].flat() as number[];
  return [
    wanted.includes(status) ? '' : `status ${status}, not ${wanted.join(' or ')}: ${text.slice(0, 200)}`,
    held.code === undefined || held.code === code ? '' : `code ${code}, not ${held.code}`,
    held.has === undefined || held.has.test(text) ? '' : `${held.has} is not in: ${text.slice(0, 200)}`,
    held.lacks?.test(text) ? `${held.lacks} is in: ${text.slice(0, 200)}` : '',
    ...Object.entries(held.headers ?? {}).map(([name, value]) => {
      const given = headers[name];
      const isHeld = value === null ? given === undefined : given !== undefined && value.test(String(given));
      return isHeld ? '' : `header ${name}: ${given}`;
    }),
  ].filter(each => each !== '');
}
