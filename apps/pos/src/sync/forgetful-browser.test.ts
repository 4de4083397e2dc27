import { expect, test } from 'vitest';
import { MemorySelling } from '../testing/memory-selling.ts';
import { troubleOf } from '../shell/trouble-words.ts';
import { forgetsInAWeek } from './forgetful-browser.ts';
import { safetyLines } from './unsent/unsent-words.ts';

const apple = 'Apple Computer, Inc.';

test.each([
  ['Safari', { vendor: apple, isInstalled: false }, true],
  ['a till on an iPad’s home screen', { vendor: apple, isInstalled: true }, false],
  ['Chromium', { vendor: 'Google Inc.', isInstalled: false }, false],
  ['Firefox', { vendor: '', isInstalled: false }, false],
])('[P6] whether the till is deleted after a week: %s', (_name, browser, expected) => {
  expect(forgetsInAWeek(browser)).toBe(expected);
});

test('[P6] it is said on every page, after what is worse, and on Sync All, whatever the browser promised', () => {
  const well = { session: undefined, status: undefined, safety: undefined };
  const words = expect.stringMatching(/seven days .* Add to Home Screen/);

  expect(troubleOf({ ...well, isForgetful: true }, 0)).toMatchObject({
    text: words,
    tone: 'wait',
    short: '',
  });
  expect(
    troubleOf(
      { ...well, safety: { trouble: { code: 'unknown', message: 'not sent' } }, isForgetful: true },
      0,
    )?.text,
  ).toBe('not sent');
  expect(troubleOf({ ...well, isForgetful: false }, 0)).toBeUndefined();

  const safety = { ...new MemorySelling().safety$.value, isPersistent: true };
  const kept = (isForgetful: boolean) =>
    safetyLines(safety, { isForgetful }).find(line => line.id === 'persistent');
  expect(kept(true)).toMatchObject({ text: expect.stringContaining('seven days'), tone: 'wait' });
  expect(kept(false)).toMatchObject({ text: 'promised', tone: 'good' });
});
