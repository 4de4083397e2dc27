import { afterEach, describe, expect, test } from 'vitest';
import { askLeader } from './ask-leader.ts';
import { browserTabs } from './leadership.ts';
import type { TabMessage, Tabs } from './tabs.ts';
import { MemoryTabs } from './memory-tabs.ts';
import { memoryKeep } from '../testing.ts';
import type { SyncLogEntry } from '../api/till.ts';

let profiles = 0;

/** Each is a way to open tabs of a new profile: Node has the locks and channels of a browser. */
const kinds = {
  browserTabs: () => {
    const name = `profile-${++profiles}`;
    const keep = memoryKeep();
    return () => browserTabs(name, keep, 40);
  },
  MemoryTabs: () => {
    const profile = new MemoryTabs(40);
    return async () => profile.open();
  },
};

const open: Tabs[] = [];
afterEach(() => {
  for (const tab of open.splice(0)) tab[Symbol.dispose]();
});

const news: TabMessage = { kind: 'sending', trouble: 'The network is away.' };

describe.each(Object.entries(kinds))('%s', (_, profile) => {
  const two = async (): Promise<[Tabs, Tabs]> => {
    const openTab = profile();
    const tabs: [Tabs, Tabs] = [await openTab(), await openTab()];
    open.push(...tabs);
    return tabs;
  };

  test('the first leads, the second when the first is closed', async () => {
    const [first, second] = await two();
    expect([first.leads, second.leads]).toEqual([true, false]);
    await first.leading;

    first[Symbol.dispose]();

    await second.leading;
    expect(second.leads).toBe(true);
  });

  test('what one says the others hear, and it does not hear itself', async () => {
    const [first, second] = await two();
    const heard = Promise.withResolvers<TabMessage>();
    const own: TabMessage[] = [];
    first.onMessage(message => own.push(message));
    second.onMessage(heard.resolve);

    first.post(news);

    expect(await heard.promise).toEqual(news);
    expect(own).toEqual([]);
  });

  test('a tab that was closed says nothing any more', async () => {
    const openTab = profile();
    const [first, second, third] = [await openTab(), await openTab(), await openTab()];
    open.push(first, second, third);
    const heard: TabMessage[] = [];
    const afterwards = Promise.withResolvers<void>();
    first.onMessage(message => {
      heard.push(message);
      if (message.kind === 'session') afterwards.resolve();
    });

    second[Symbol.dispose]();
    second.post(news);
    third.post({ kind: 'session' });
    await afterwards.promise;

    expect(heard).toEqual([{ kind: 'session' }]);
  });

  test('two profiles know nothing of each other', async () => {
    const [first] = await two();
    const [other] = await two();
    expect([first.leads, other.leads]).toEqual([true, true]);
  });

  test('[T32] a sync that a tab was asked for and did not come to is done by the tab that asked', async () => {
    const [first, second] = await two();
    const entry = { id: 'own' } as SyncLogEntry;
    const asked = new Promise(resolve => first.onMessage(resolve));

    const answer = askLeader(
      second,
      'manual',
      { now: () => 0, newId: () => 'a' },
      { sync: async () => entry, followSwap: async () => undefined },
    );
    await asked;
    first[Symbol.dispose]();

    expect(await answer).toBe(entry);
  });
});
