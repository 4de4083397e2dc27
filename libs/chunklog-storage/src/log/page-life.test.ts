import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { IdbConnection, type Stores } from './idb-connection.ts';
import { PageLife } from './page-life.ts';

let factory: IDBFactory;
let page: EventTarget;
let frozen: IdbConnection;
let later: IdbConnection;

function happens(type: 'pagehide' | 'pageshow', persisted = true): void {
  page.dispatchEvent(Object.assign(new Event(type), { persisted }));
}

/** Stores one more under the key; `midway` runs between its read and its write. */
function addOne(connection: IdbConnection, midway: () => void = () => undefined): Promise<number> {
  return connection.transaction('readwrite', 'relaxed', ({ manifest }: Stores) => {
    let next = 0;
    const asked = manifest.get('count');
    asked.onsuccess = () => {
      midway();
      next = ((asked.result as number | undefined) ?? 0) + 1;
      // A frozen page makes no further request; one that was aborted cannot.
      try {
        manifest.put(next, 'count');
      } catch {
        next = -1;
      }
    };
    return () => next;
  });
}

beforeEach(() => {
  factory = new IDBFactory();
  page = new EventTarget();
  frozen = new IdbConnection(factory, 'log', undefined, new PageLife(page));
  later = new IdbConnection(factory, 'log', undefined, new PageLife(new EventTarget()));
});

test('[L15] a page that is frozen in a transaction holds up no later page, and stores once after its thaw', async () => {
  expect(await addOne(frozen)).toBe(1);
  let freezes = 0;

  const stopped = addOne(frozen, () => freezes++ === 0 && happens('pagehide'));
  expect(await addOne(later)).toBe(2);
  happens('pageshow');

  expect(await stopped).toBe(3);
  expect(await addOne(later)).toBe(4);
});

test('[L15] what begins while the page is frozen waits for the thaw', async () => {
  happens('pagehide');
  let isDone = false;
  const waiting = addOne(frozen).then(count => {
    isDone = true;
    return count;
  });
  expect(await addOne(later)).toBe(1);
  expect(isDone).toBe(false);

  happens('pageshow');

  expect(await waiting).toBe(2);
});

test('[L15] a page that is left for good aborts nothing', async () => {
  expect(await addOne(frozen, () => happens('pagehide', false))).toBe(1);
  expect(await addOne(later)).toBe(2);
});

test('[L15] a page that freezes while its database opens begins no transaction before the thaw', async () => {
  const waiting = addOne(frozen);
  happens('pagehide');
  expect(await addOne(later)).toBe(1);
  expect(await addOne(later)).toBe(2);

  happens('pageshow');

  expect(await waiting).toBe(3);
});
