import { map, type Observable } from 'rxjs';
import type { Till } from '../api/till.ts';
import { hashesOf, type CodeHashes } from './known-codes.ts';
import { pageCatalogue } from './page-catalogue.ts';
import { pageOrders } from './page-orders.ts';
import { pageSelling } from './page-selling.ts';
import type { PageCatalogue, PageTill } from './page-till.ts';

/** A till where it runs: what `ConnectedTill` asks, in its page or in a worker of it. */
export interface HostedTill extends Omit<PageTill, 'clock' | 'catalogue' | typeof Symbol.asyncDispose> {
  readonly catalogue: Omit<PageCatalogue, 'isCode'> & { readonly codes$: Observable<CodeHashes> };
  /** As `TillClock.fastBy$`. */
  readonly fastBy$: Observable<number>;
  close(): Promise<void>;
}

/** A till, ready to be asked by its page. */
export function hosted(till: Till): HostedTill {
  const { catalogue } = till;
  return {
    ...{ session$: till.session$, status$: till.status$, log$: till.log$, settings$: till.settings$ },
    ...{ interval$: till.interval$, lock$: till.lock$, fastBy$: till.clock.fastBy$, opened: till.opened },
    diskCatalogue: {
      findable: code => till.diskCatalogue.findable(code),
      searchable: query => till.diskCatalogue.searchable(query),
    },
    staff: {
      change: (staff, pin) => till.staff.change(staff, pin),
      choices: () => till.staff.choices(),
      approvers: permission => till.staff.approvers(permission),
      approve: (permission, staff, pin) => till.staff.approve(permission, staff, pin),
      movesSeen: ids => till.staff.movesSeen(ids),
    },
    catalogue: {
      ...pageCatalogue(catalogue, till.diskCatalogue),
      codes$: catalogue.codeKeys$.pipe(map(hashesOf)),
    },
    orders: pageOrders(till.orders, till.selling),
    selling: pageSelling(till.selling, catalogue),
    signIn: (staff, pin, approval) => till.signIn(staff, pin, approval),
    signOut: () => till.signOut(),
    lock: () => till.lock(),
    unlock: pin => till.unlock(pin),
    used: () => till.used(),
    removeShop: told => till.removeShop(told),
    sync: trigger => till.sync(trigger),
    clearAndSync: signal => till.clearAndSync(signal),
    check: () => till.check(),
    audit: approval => till.audit(approval),
    documents: collection => till.documents(collection),
    scan: code => till.scan(code),
    find: (kind, query, options, signal) => till.find(kind, query, options, signal),
    syncEvery: minutes => till.syncEvery(minutes),
    serverStatus: () => till.serverStatus(),
    close: async () => till[Symbol.asyncDispose](),
  };
}
