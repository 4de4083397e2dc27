import { expect, test } from 'vitest';
import { DrawnLater } from './drawn-later.ts';

test('[P9] parts are drawn one after the other, each in a task of its own, once the rest was drawn', async () => {
  const tasks: (() => void)[] = [];
  let updates = 0;
  const host = {
    addController: () => undefined,
    removeController: () => undefined,
    requestUpdate: () => void updates++,
    updateComplete: Promise.resolve(true),
  };
  const later = new DrawnLater(host, 2, act => tasks.push(act));
  let areAll = false;
  void later.all.then(() => (areAll = true));
  expect([later.has(0), tasks.length]).toEqual([false, 0]);

  later.hostUpdated();
  later.hostUpdated();
  expect([later.has(0), tasks.length]).toEqual([false, 1]);

  tasks.shift()?.();
  await host.updateComplete;
  await Promise.resolve();
  expect([later.has(0), later.has(1), updates, tasks.length, areAll]).toEqual([true, false, 1, 1, false]);

  tasks.shift()?.();
  await later.all;
  expect([later.has(1), updates, tasks.length, areAll]).toEqual([true, 2, 0, true]);
});
