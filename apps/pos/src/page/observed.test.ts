import { BehaviorSubject } from 'rxjs';
import { expect, test } from 'vitest';
import { Observed } from './observed.ts';

test('a host that is moved in its page sees the latest value again, and every later one', () => {
  const source = new BehaviorSubject(1);
  let updates = 0;
  const host = {
    addController: () => undefined,
    removeController: () => undefined,
    requestUpdate: () => void updates++,
    updateComplete: Promise.resolve(true),
  };
  const observed = new Observed(
    host,
    () => source,
    each => each,
  );
  observed.hostUpdate();
  observed.hostDisconnected();
  source.next(2);
  updates = 0;

  observed.hostConnected();

  expect(updates).toBe(1);
  observed.hostUpdate();
  expect(observed.value).toBe(2);
  source.next(3);
  expect(observed.value).toBe(3);
});
