import { expect, test } from 'vitest';
import { troubleOf } from '../records/traffic.ts';
import { because, known, reasonOf } from './reason.ts';
import { initialStatus } from './status.ts';
import { englishOf, statusMessage, toldStatus } from '../tabs/tab-troubles.ts';
import { WireError } from '../wire/wire-error.ts';

test('[T82] an error tells by a code what it is about; one that has none is told in its own words', () => {
  expect(reasonOf(because(new RangeError('one or more'), { code: 'move-below-one' }))).toEqual({
    code: 'move-below-one',
  });
  expect(reasonOf(new Error('The disk is full.'))).toEqual({ code: 'unknown', message: 'The disk is full.' });
  expect(reasonOf('nothing')).toEqual({ code: 'unknown', message: 'nothing' });
  // Another library's property of that name is no reason.
  expect(reasonOf(Object.assign(new Error('why'), { reason: 'because' }))).toMatchObject({ code: 'unknown' });
  expect(() => known(undefined, 'Sign in first.', 'sign-in-first')).toThrow('Sign in first.');
});

test('[T82] a server that is silent, late, broken or refuses is told apart by codes', () => {
  expect(new WireError('offline', 'x', { silence: 'late' }).reason).toEqual({ code: 'server-late' });
  expect(new WireError('offline', 'x').reason).toEqual({ code: 'server-broken' });
  expect(new WireError('busy', 'Wait.').reason).toEqual({
    code: 'server-refuses',
    refusal: 'busy',
    message: 'Wait.',
  });
});

test('[T82] why nothing is sent is a code; tabs of earlier versions decide by words, and are told those', () => {
  const english = (error: unknown) => englishOf(troubleOf(error));

  expect(troubleOf(new WireError('not-signed-in', 'x'))).toEqual({ code: 'sending-needs-sign-in' });
  expect(english(new WireError('not-signed-in', 'x'))).toMatch(/Sign in again/);
  expect(english(new WireError('offline', 'x'))).toMatch(/cannot be reached/);
  expect(english(new WireError('client-outdated', 'Get the latest update.'))).toMatch(/latest update/);
  expect(english(new Error('full'))).toMatch(/storage is in trouble/);
});

test('[T82] a status goes from tab to tab with its reason, and comes from one of an earlier version with its sentence', () => {
  const trouble = { code: 'news-need-sign-in' } as const;
  const message = statusMessage({ ...initialStatus, trouble });
  if (message.kind !== 'status') throw new Error('another message');

  expect(message.status).toMatchObject({ trouble: 'Sign in again to get news.' });
  expect(toldStatus(structuredClone(message.status))).toEqual({ ...initialStatus, trouble });
  expect(toldStatus({ ...initialStatus, trouble: 'Sign in again.' }).trouble).toEqual({
    code: 'unknown',
    message: 'Sign in again.',
  });
  expect(toldStatus(initialStatus).trouble).toBeUndefined();
});
