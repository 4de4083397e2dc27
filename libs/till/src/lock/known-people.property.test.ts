import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import {
  mayOpen,
  mostPeople,
  personNamed,
  withPerson,
  type KnownPerson,
  type Tries,
} from './known-people.ts';
import { afterLockEvent, mostWrong, signedIn } from './lock-state.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const start = Date.UTC(2026, 10, 1);
const rules = { idleMinutes: 5, offlineDays: 7 };
const terms = { rules, key: 'pin' } as const;

function aPerson(id: string, name = id, confirmedAt = start): KnownPerson {
  return {
    id,
    name,
    mark: undefined,
    verifier: { salt: 'c2FsdA==', iterations: 600_000, hash: `hash-${id}` },
    confirmedAt,
  };
}

test.prop([fc.array(fc.tuple(fc.integer({ min: 0, max: 80 }), fc.boolean()), { maxLength: 200 })])(
  '[T97] a till knows fifty people at most, the newest, each once and each name once',
  signIns => {
    let people: readonly KnownPerson[] = [];
    for (const [n, isShouted] of signIns) {
      const name = isShouted ? `PERSON ${n % 60}` : `person ${n % 60}`;
      people = withPerson(people, aPerson(`p${n}`, name));

      expect(people[0]?.id).toBe(`p${n}`);
      expect(personNamed(people, ` Person ${n % 60}`)?.id).toBe(`p${n}`);
    }
    expect(people.length).toBeLessThanOrEqual(mostPeople);
    expect(new Set(people.map(each => each.id)).size).toBe(people.length);
    expect(new Set(people.map(each => each.name.toLowerCase())).size).toBe(people.length);
  },
);

test.prop([fc.array(fc.integer({ min: -dayMs, max: dayMs }), { maxLength: 200 })])(
  '[T97] however the clock is moved, a person tries no more than ten PINs in a row',
  steps => {
    let at = start;
    let tries: Tries = { wrong: 0, wrongAt: 0 };
    let tried = 0;
    for (const step of steps) {
      at += step;
      const look = { device: at, shop: start, putBack: 0, rules };
      if (mayOpen(aPerson('a'), tries, look).kind !== 'yes') continue;
      tried++;
      tries = { wrong: tries.wrong + 1, wrongAt: at };
    }
    expect(tried).toBeLessThanOrEqual(mostWrong);
    expect(mayOpen(aPerson('a'), undefined, { device: at, shop: start, putBack: 0, rules }).kind).toBe(
      'too-many',
    );
  },
);

/** Clocks go on, stand, or are put back. */
const moves = fc.array(fc.integer({ min: -3 * dayMs, max: 3 * dayMs }), { maxLength: 30 });

test.prop([moves, moves, moves])(
  '[T97] the days without the server are counted for each person, whoever was at the till and whatever the clock shows',
  (before, between, after) => {
    let [at, passed] = [start, 0];
    // Anna signs in, and later Ben; then the server is gone.
    let state = signedIn(at, at);
    const anna = at;
    const go = (steps: readonly number[]) => {
      for (const step of steps) {
        at += step;
        passed += Math.max(0, step);
        state = afterLockEvent(state, { kind: 'tick', device: at, shop: at }, terms);
      }
    };
    go(before.map(each => Math.abs(each)));
    const [benAt, benPassed] = [at, passed];
    state = signedIn(at, at);
    go(between);

    const look = () => ({ device: at, shop: state.seenAt, putBack: state.putBack, rules });
    const isLong = (since: number) => passed - since > 7 * dayMs;
    const tries = { wrong: 0, wrongAt: 0 };
    expect(mayOpen(aPerson('anna', 'anna', anna), tries, look()).kind === 'too-long').toBe(isLong(0));
    state = afterLockEvent(state, { kind: 'changed', device: at, shop: at, confirmedAt: anna }, terms);
    expect(state.confirmedAt + state.putBack).toBe(anna);
    go(after);

    expect(mayOpen(aPerson('anna', 'anna', anna), tries, look()).kind === 'too-long').toBe(isLong(0));
    expect(mayOpen(aPerson('ben', 'ben', benAt), tries, look()).kind === 'too-long').toBe(isLong(benPassed));
    expect(state.seenAt - state.confirmedAt > 7 * dayMs).toBe(isLong(0));
  },
);
