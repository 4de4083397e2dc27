import { MemoryBrowser } from '@tidemark/chunklog-storage/memory';
import { MemoryTabs, memoryKeep, memoryKeyPlace } from '@tidemark/till/testing';
import { PlaceWatch } from '../judge/place-watch.ts';
import { ScreenWatch } from '../judge/screen-watch.ts';

/** How often a following tab checks that the leader is there. */
const tickMs = 15;

/** What outlives the tabs of a till's browser, and what they share. */
export class BrowserProfile {
  /** The number of the till that its tabs are: that of its first seat. */
  readonly till: number;
  readonly tabs = new MemoryTabs(tickMs);
  readonly #values = new Map<string, string>();
  readonly keep = memoryKeep(this.#values);
  readonly keyPlace = memoryKeyPlace();
  /** The backup copies. */
  readonly files = new Map<string, string>();
  /** The disks of its databases. */
  readonly disks = new MemoryBrowser();
  /** Watches what is written to them. */
  readonly places = new PlaceWatch();
  readonly screens = new ScreenWatch();
  /** How much its clock is ahead; milliseconds. */
  clockShift = 0;

  constructor(till: number) {
    this.till = till;
  }

  /** All that is stored here as text, including earlier parts of logs, without the logs of caches. */
  storedText(): string {
    const disks = [...this.disks.disks]
      .filter(([name]) => !/-c\d+$/.test(name))
      .map(([, each]) => JSON.stringify(each.state.records));
    return [...disks, ...this.files.values(), ...this.#values.values()].join('\n');
  }
}
