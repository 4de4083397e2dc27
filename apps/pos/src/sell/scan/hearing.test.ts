import { expect, test } from 'vitest';
import { afterKey, afterQuiet, nothingHeard, type Hearing, type PlaceKind, type Verdict } from './hearing.ts';

/** Takes keys, each some time after the one before; tells what was scanned, and what the last key may do. */
class Ear {
  readonly codes: string[] = [];
  verdict: Verdict = 'pass';
  hearing: Hearing = nothingHeard;
  #at = 10_000;
  readonly #known: readonly string[];

  constructor(...known: string[]) {
    this.#known = known;
  }

  type(keys: string | readonly string[], place: PlaceKind = 'ground', pauseMs = 5, isPersons = false): this {
    for (const key of keys) {
      this.#at += pauseMs;
      const heard = afterKey(this.hearing, { key, at: this.#at, place, isPersons }, this.#isKnown);
      this.hearing = heard.hearing;
      this.verdict = heard.verdict;
      this.codes.push(...heard.codes);
    }
    return this;
  }

  /** Keys that were pressed in time, and come only after this long. */
  late(keys: string, waitMs: number): this {
    const pressed = this.#at;
    this.wait(waitMs);
    const now = this.#at;
    this.#at = pressed;
    this.type(keys);
    this.#at = now;
    return this;
  }

  wait(ms: number): this {
    this.#at += ms;
    const heard = afterQuiet(this.hearing, this.#at, this.#isKnown);
    this.hearing = heard.hearing;
    this.codes.push(...heard.codes);
    return this;
  }

  #isKnown = (code: string) => this.#known.includes(code);
}

const code = '4012345678901';

test.each<readonly string[]>([['Enter'], ['Enter', 'Enter'], ['Tab'], ['Enter', 'Tab']])(
  '[K1] a scan that ends with %s %s is one, and its last key does nothing',
  (...end) => {
    const ear = new Ear().type(code).type(end);

    expect(ear.codes).toEqual([code]);
    expect(ear.verdict).toBe('swallow');
  },
);

test('[K1] codes that Tab ends are not glued', () => {
  const ear = new Ear();
  for (const each of ['2910000000017', '2910000000024', '2910000000031'])
    ear.wait(700).type(each).type(['Tab']);

  expect(ear.codes).toEqual(['2910000000017', '2910000000024', '2910000000031']);
});

test('[K1] a code of one key is one with Enter, and a single key before Tab is a person’s', () => {
  expect(new Ear().type('7').type(['Enter']).codes).toEqual(['7']);
  expect(new Ear().type('42').type(['Enter']).codes).toEqual(['42']);
  const person = new Ear().type('x').type(['Tab'], 'ground', 200);
  expect([person.codes, person.verdict]).toEqual([[], 'pass']);
});

test('[K1] [K4] a known code without an end is taken after 100 ms of quiet, another when nothing can follow any more', () => {
  expect(new Ear('42').type('42').wait(99).codes).toEqual([]);
  expect(new Ear('42').type('42').wait(100).codes).toEqual(['42']);
  expect(new Ear().type('42').wait(1_000).codes).toEqual([]);
  expect(new Ear().type('42').wait(1_001).codes).toEqual(['42']);
  expect(new Ear().type('4').wait(2_000).codes).toEqual([]);
});

test('[K4] codes without an end are not glued, though the first was not known', () => {
  const ear = new Ear().type('2910000000017').wait(700).type('2910000000024').wait(1_001);

  expect(ear.codes).toEqual(['2910000000017', '2910000000024']);
});

test('[K4] a scanner that stutters is heard whole, and half of its code is not looked up', () => {
  expect(
    new Ear().type('4012345').type('678901', 'ground', 400).type(['Enter'], 'ground', 900).codes,
  ).toEqual([code]);
  const known = new Ear('401')
    .type('x1')
    .type(['Enter'])
    .wait(1_100)
    .type('401')
    .wait(300)
    .type('2345')
    .type(['Enter']);
  expect(known.codes).toEqual(['x1', '4012345']);
});

test('[K2] the rest of a code that comes after its silence, though it was pressed in time, does nothing', () => {
  const ear = new Ear().type(code.slice(0, -2)).late(code.slice(-2), 1_100);

  expect(ear.verdict).toBe('swallow');
  expect(ear.codes).toEqual([code.slice(0, -2)]);
  // A person's keys after it are a person's, and the next code is whole.
  expect(ear.wait(200).type('7').verdict).toBe('pass');
  expect(ear.wait(2_000).type(code).type(['Enter']).codes.at(-1)).toBe(code);
});

test('[K2] an Enter that comes late after a code that was taken by quiet presses nothing', () => {
  const ear = new Ear(code).type(code).wait(300).type(['Enter']);

  expect([ear.codes, ear.verdict]).toEqual([[code], 'swallow']);
});

test('[K2] Enter, Tab and Space of a person do what they do', () => {
  expect(new Ear().type(['Enter']).verdict).toBe('pass');
  expect(new Ear().type(['Tab']).verdict).toBe('pass');
  expect(new Ear().type(' ').verdict).toBe('hold');
  expect(new Ear().type(code).type(['Enter']).type(['Enter'], 'ground', 1_001).verdict).toBe('pass');
});

test('[K2] a blank within a code presses nothing', () => {
  const ear = new Ear().type('40').type(' ');
  expect(ear.verdict).toBe('swallow');
  expect(ear.type('17').type(['Enter']).codes).toEqual(['40 17']);
});

test('[K3] in a field, what comes as slowly as somebody types is somebody’s', () => {
  const slow = new Ear().type(code, 'field', 61).type(['Enter'], 'field', 61);
  expect([slow.codes, slow.verdict]).toEqual([[], 'pass']);
  const quick = new Ear().type(code, 'field', 60).type(['Enter'], 'field', 60);
  expect([quick.codes, quick.verdict]).toEqual([[code], 'swallow']);
});

test.each([
  ['six keys with a digit', 'AB-123', 60, true],
  ['a word of somebody who types very fast', 'kettle', 45, false],
  ['a word from a machine', 'kettle', 20, true],
  ['five that are not as quick as a machine', 'AB-12', 40, false],
  ['four as quick as a machine', 'AB-1', 30, true],
  ['two letters, as two fingers may press at once', 'th', 10, false],
  ['two digits as quick as a machine', '42', 5, true],
  ['two digits that fingers may press', '42', 45, false],
] as const)('[K3] in a field, without a key at its end: %s', (_what, text, pauseMs, isScan) => {
  expect(new Ear().type(text, 'field', pauseMs).wait(150).codes).toEqual(isScan ? [text] : []);
});

test('[K3] what is scanned where words are searched stays there', () => {
  const ear = new Ear().type(code, 'words').type(['Enter'], 'words');
  expect([ear.codes, ear.verdict]).toEqual([[], 'pass']);
  expect(ear.type(['Enter'], 'words').verdict).toBe('swallow');
  expect(new Ear().type(code, 'words').type(['Tab'], 'words').verdict).toBe('swallow');
});

test('[K1] a scan during which the focus moves is one', () => {
  expect(new Ear().type('40123').type('45678901', 'field').type(['Enter'], 'field').codes).toEqual([code]);
  expect(new Ear().type(code, 'field').type(['Enter']).codes).toEqual([code]);
});

test('[K2] a key that is held down, a chord, and keys that no scanner sends are a person’s', () => {
  const held = new Ear().type('0'.repeat(30), 'ground', 30, true).wait(2_000);
  expect([held.codes, held.verdict]).toEqual([[], 'pass']);
  expect(new Ear().type(['Escape']).verdict).toBe('pass');
  expect(new Ear().type('42').type(['ArrowDown'], 'ground', 300).codes).toEqual(['42']);
});

test('[K1] what is heard is bounded', () => {
  const [heard] = new Ear().type('7'.repeat(5_000)).type(['Enter']).codes;

  expect(heard?.length).toBeLessThanOrEqual(501);
});
