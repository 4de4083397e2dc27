import { faultyStorage } from '@tidemark/till/testing';
import type { RxStorage } from 'rxdb';
import type { StorageFault } from './steps.ts';

/** A storage that fails on demand, once for each fault. It spares a cashier's writes: the till must keep those. */
export class Faulty {
  readonly rx: RxStorage<unknown, unknown>;
  #fault: StorageFault | undefined;

  constructor(storage: RxStorage<unknown, unknown>) {
    this.rx = faultyStorage(
      storage,
      collection => this.#atWrite(collection),
      () => this.#atRead(),
    );
  }

  arm(fault: StorageFault): void {
    this.#fault = fault;
  }

  mend(): void {
    this.#fault = undefined;
  }

  #atWrite(collection: string): Error | 'lie' | 'drop-row' | undefined {
    const fault = this.#fault;
    const isMeta = collection.startsWith('rx-replication-meta');
    const isCache = collection === 'products' || collection === 'inventoryLevels';
    const isMet = fault === 'refuse-checkpoint' ? isMeta : isCache && fault !== 'refuse-read';
    if (fault === undefined || !isMet) return undefined;
    this.#fault = undefined;
    return fault === 'lie' || fault === 'drop-row' ? fault : new Error('QuotaExceededError');
  }

  #atRead(): Error | undefined {
    if (this.#fault !== 'refuse-read') return undefined;
    this.#fault = undefined;
    return new Error('the database could not be read');
  }
}
