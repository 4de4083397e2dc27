import { expect, test } from 'vitest';
import { warmFormats } from './warm-formats.ts';

test('[P10] texts are made one by one, each in a task of its own, and none at once', () => {
  const tasks: (() => void)[] = [];
  const made: string[] = [];
  const kind = (name: string) => () => {
    made.push(name);
    return name;
  };
  warmFormats(act => tasks.push(act), [kind('number'), kind('time')]);
  expect([made, tasks.length]).toEqual([[], 1]);

  tasks.shift()?.();
  expect([made, tasks.length]).toEqual([['number'], 1]);

  tasks.shift()?.();
  expect(made).toEqual(['number', 'time']);
  for (let act = tasks.shift(); act; act = tasks.shift()) act();
  expect(made).toEqual(['number', 'time']);
});
