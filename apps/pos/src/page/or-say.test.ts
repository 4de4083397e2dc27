import { expect, test } from 'vitest';
import { orSay } from './or-say.ts';

test('[K8] what fails is said, and ends nothing else', async () => {
  const said: string[] = [];
  const say = (words: string) => void said.push(words);

  expect(await orSay(async () => 7, say)).toBe(7);
  expect(said).toEqual([]);
  expect(await orSay(() => Promise.reject(new Error('The disk is full.')), say)).toBeUndefined();
  expect(
    await orSay(() => {
      throw new Error('At once.');
    }, say),
  ).toBeUndefined();
  expect(said).toEqual(['That did not work: The disk is full.', 'That did not work: At once.']);
});
