import { MemoryTabs, memoryKeep } from '@tidemark/till/testing';
import { getRxStorageMemory, type RxStorageMemory } from 'rxdb/plugins/storage-memory';

/** What outlives the tabs of a till's browser, and what they share. */
export class BrowserProfile {
  /** The till that its tabs are, by the number of its first seat. */
  readonly till: number;
  readonly tabs = new MemoryTabs();
  readonly keep = memoryKeep();
  /** The second copies. */
  readonly files = new Map<string, string>();
  /** RxDB's memory storage keeps what closed databases held in one map of the process; each profile has its own. */
  readonly storage: RxStorageMemory = { ...getRxStorageMemory(), collectionStates: new Map() };
  /** How much its clock is ahead; milliseconds. */
  clockShift = 0;

  constructor(till: number) {
    this.till = till;
  }
}
