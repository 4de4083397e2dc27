import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { codeInField, withoutCode } from './code-in-field.ts';
import {
  afterKey,
  afterQuiet,
  limits,
  nextQuiet,
  nothingHeard,
  scanTaken,
  type Heard,
  type PlaceKind,
} from './hearing.ts';

const many = { numRuns: 5_000 };

/** A key and the pause before it. */
interface Key {
  readonly key: string;
  readonly pauseMs: number;
}

type Act =
  | {
      readonly by: 'scanner';
      readonly place: PlaceKind;
      readonly code: string;
      readonly keys: readonly Key[];
    }
  | { readonly by: 'person'; readonly place: PlaceKind; readonly keys: readonly Key[] };

/** Longer than anything that a scanner may leave open. */
const apart = limits.stutter + 1;
const places = fc.constantFrom<PlaceKind>('ground', 'field', 'search');
const letters = '0123456789abcXYZ-./';
const code = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 12 }),
    fc.constantFrom('', ' ', ' 7 '),
    fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 12 }),
  )
  .map(parts => parts.join(''));
const ends = fc.constantFrom<readonly string[]>(
  ['Enter'],
  ['Enter', 'Enter'],
  ['Tab'],
  ['Enter', 'Tab'],
  ['Tab', 'Enter'],
);

function pauses(place: PlaceKind): fc.Arbitrary<number> {
  return place === 'ground'
    ? fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 0, max: 40 }) },
        { weight: 1, arbitrary: fc.integer({ min: 41, max: limits.stutter }) },
      )
    : fc.integer({ min: 0, max: limits.inField });
}

/** A scan that any of the end keys ends, as slowly as is accepted there. */
const withEnd = places.chain(place =>
  fc.tuple(code, ends, fc.boolean()).chain(([text, end, isShifted]) =>
    fc
      .tuple(fc.constant(text), fc.array(pauses(place), { minLength: 40, maxLength: 40 }))
      .map(([scanned, times]): Act => {
        const keys = [...scanned].flatMap(key => (isShifted && /[A-Z]/.test(key) ? ['Shift', key] : [key]));
        const timed = [...keys, ...end].map((key, n) => ({
          key,
          pauseMs:
            n === 0
              ? apart
              : n >= keys.length + 1
                ? Math.min(times[n % 40] ?? 0, 40)
                : key === 'Shift'
                  ? 0
                  : (times[n % 40] ?? 0),
        }));
        return { by: 'scanner', place, code: scanned, keys: timed };
      }),
  ),
);

/** A scan that only quiet ends. */
const withoutEnd = fc.tuple(places, code).map(([place, text]): Act => {
  const scanned = place === 'ground' ? text : `2${text}00001`.replaceAll(' ', '');
  return {
    by: 'scanner',
    place,
    code: scanned,
    keys: [...scanned].map((key, n) => ({ key, pauseMs: n === 0 ? apart : 8 })),
  };
});

/** A person types, presses and goes on: never as quickly as a scanner. */
const person = fc.oneof(
  fc
    .array(
      fc.tuple(
        fc.constantFrom('Enter', ' ', 'Tab', 'Escape', 'ArrowDown', 'Backspace'),
        fc.integer({ min: limits.inField + 1, max: 3_000 }),
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((keys): Act => ({
      by: 'person',
      place: 'ground',
      keys: keys.map(([key, pauseMs], n) => ({ key, pauseMs: n === 0 ? apart : pauseMs })),
    })),
  fc
    .tuple(
      fc.constantFrom<PlaceKind>('field', 'search'),
      fc.array(
        fc.tuple(
          fc.constantFrom(...letters, ' ', 'Enter', 'Tab', 'Shift'),
          fc.integer({ min: limits.inField + 1, max: 900 }),
        ),
        { minLength: 1, maxLength: 15 },
      ),
    )
    .map(([place, keys]): Act => ({
      by: 'person',
      place,
      keys: keys.map(([key, pauseMs], n) => ({ key, pauseMs: n === 0 ? apart : pauseMs })),
    })),
);

/** A till with a page, a field and a search field; it notes what became of all keys. */
class Counter {
  readonly scanned: string[] = [];
  /** Keys that had their effect. */
  readonly effects: string[] = [];
  readonly texts = { ground: '', field: '', search: '', words: '' };
  readonly #known: ReadonlySet<string>;
  #hearing = nothingHeard;
  #now = 0;
  #place: PlaceKind = 'ground';
  #held: string | undefined;
  #remembered: { readonly place: PlaceKind; readonly text: string } | undefined;

  constructor(known: ReadonlySet<string>) {
    this.#known = known;
  }

  press({ key, pauseMs }: Key, place: PlaceKind): void {
    this.wait(pauseMs);
    const isPersons = key.length > 1 && !['Enter', 'Tab', 'Shift'].includes(key);
    const heard = afterKey(this.#hearing, { key, at: this.#now, place, isPersons }, each =>
      this.#known.has(each),
    );
    this.#hearing = heard.hearing;
    const isTaken = this.#take(heard, heard.inSearch?.endedBy === 'key' ? place : this.#place);
    if (heard.begins) this.#remembered = { place, text: this.texts[place] };
    this.#place = place;
    if (heard.verdict === 'hold') this.#held = key;
    if (heard.verdict !== 'pass' || isTaken || key === 'Shift') return;
    if (key.length > 1 || (key === ' ' && place === 'ground')) this.effects.push(key);
    else if (place !== 'ground') this.texts[place] += key;
  }

  wait(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = nextQuiet(this.#hearing, this.#now);
      if (next === undefined || this.#hearing.at + next >= until) break;
      this.#now = this.#hearing.at + next;
      const heard = afterQuiet(this.#hearing, this.#now, each => this.#known.has(each));
      this.#hearing = heard.hearing;
      this.#take(heard, this.#place);
    }
    this.#now = until;
  }

  #take({ codes, inSearch, released }: Heard, place: PlaceKind): boolean {
    if (released && this.#held) this.effects.push(this.#held);
    if (released || !this.#hearing.isHolding) this.#held = undefined;
    if (codes.length > 0) this.#putBack();
    this.scanned.push(...codes);
    if (!inSearch) return false;
    const value = this.texts[place];
    const found = codeInField({
      ...inSearch,
      value,
      isKnown: each => this.#known.has(each),
      fits: () => false,
    });
    if (found === undefined) return false;
    this.#hearing = scanTaken(this.#hearing, inSearch);
    if (found === inSearch.quick) this.#putBack();
    else this.texts[place] = withoutCode(value, found);
    this.scanned.push(found);
    return inSearch.endedBy === 'key';
  }

  #putBack(): void {
    if (this.#remembered) this.texts[this.#remembered.place] = this.#remembered.text;
    this.#remembered = undefined;
  }
}

function run(acts: readonly Act[], known: ReadonlySet<string>): Counter {
  const counter = new Counter(known);
  for (const { place, keys } of acts) for (const key of keys) counter.press(key, place);
  counter.wait(2 * apart);
  return counter;
}

/** What a person's keys do on a page that does not listen for a scanner. */
function alone(acts: readonly Act[]): Pick<Counter, 'effects' | 'texts'> {
  const [effects, texts]: [string[], Counter['texts']] = [
    [],
    { ground: '', field: '', search: '', words: '' },
  ];
  for (const { by, place, keys } of acts)
    for (const { key } of by === 'person' ? keys : [])
      if (key === 'Shift') continue;
      else if (key.length > 1 || (key === ' ' && place === 'ground')) effects.push(key);
      else if (place !== 'ground') texts[place] += key;
  return { effects, texts };
}

function codesOf(acts: readonly Act[]): readonly string[] {
  return acts.flatMap(act => (act.by === 'scanner' ? [act.code] : []));
}

test.prop([fc.array(fc.oneof(withEnd, withoutEnd, person), { maxLength: 8 }), fc.func(fc.boolean())], many)(
  '[K1] [K2] every scan is heard once and whole, does nothing else, and a person’s keys do what they do without a scanner',
  (acts, isThere) => {
    const codes = codesOf(acts);
    // In the search field, a code may be ambiguous if it ends in another one, or is what a person typed.
    const known = new Set(codes.filter(each => isThere(each)));
    const isPlain = (each: string) => ![...known].some(other => other !== each && each.includes(other));
    fc.pre(codes.every(each => each.length > 3 || /\d/.test(each)) && codes.every(isPlain));
    const counter = run(acts, known);

    expect(counter.scanned).toEqual(codes);
    expect({ effects: counter.effects, texts: counter.texts }).toEqual(alone(acts));
  },
);
