import type { DeniedData } from '../api/access.ts';
import type { BulkOperations } from '../bulk/bulk.ts';
import { costLimit, type Engine } from '../graphql/engine.ts';
import { isApiFault, type ApiFaults, type Fault } from './faults.ts';
import type { SearchIndex } from '../search/search-index.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

/** The parts of the simulator that faults affect. */
export interface Vulnerable {
  readonly api: ApiFaults;
  readonly webhooks: Webhooks;
  readonly bulk: BulkOperations;
  readonly engine: Engine;
  readonly index: SearchIndex;
  readonly stale: {
    readonly begin: (ms: number) => void;
    readonly end: () => void;
    readonly leftMs: () => number;
  };
  /** The app's scopes without faults. */
  readonly scopes: readonly string[];
  /** The index's lag without faults. */
  readonly searchLagMs: number;
}

/** Arms faults in the parts of the simulator that they affect, and ends them. */
export class Arming {
  readonly #of: Vulnerable;
  readonly #lost = new Set<string>();
  readonly #denied = new Map<string, 'null' | 'error'>();

  constructor(of: Vulnerable) {
    this.#of = of;
    of.bulk.denied = this.#denied;
  }

  /** What the app has now of these scopes; default: of all of its own. */
  scopes(of: readonly string[] = this.#of.scopes): ReadonlySet<string> {
    // A write scope includes its read scope, so losing the read scope takes both.
    const isLost = (scope: string) =>
      this.#lost.has(scope) || this.#lost.has(scope.replace('write_', 'read_'));
    return new Set(of.filter(each => !isLost(each)));
  }

  /** The data that the shop's plan withholds from the app now. */
  denied(): DeniedData {
    return this.#denied;
  }

  calm(): void {
    const { api, webhooks, bulk, index, stale, searchLagMs } = this.#of;
    api.clear();
    webhooks.faults = [];
    bulk.faults.length = 0;
    index.missing.clear();
    index.lagMs = searchLagMs;
    stale.end();
    this.#lost.clear();
    this.#denied.clear();
    this.#of.engine.costLimit = costLimit;
  }

  arm(fault: Fault): void {
    const { api, webhooks, bulk, index, stale } = this.#of;
    if (isApiFault(fault)) return api.arm(fault);
    switch (fault.kind) {
      case 'webhooks': {
        const { kind: _kind, ...webhookFault } = fault;
        webhooks.faults = [...webhooks.faults, webhookFault];
        return;
      }
      case 'subscription-removed':
        return webhooks.removeSilently(fault.topic);
      case 'bulk':
        bulk.faults.push(fault.effect);
        return;
      case 'search-missing':
        index.missing.add(fault.id);
        return;
      case 'search-lag':
        index.lagMs = fault.ms;
        return;
      case 'missing-scope':
        this.#lost.add(fault.scope);
        return;
      case 'personal-data-denied':
        for (const field of fault.fields) this.#denied.set(field, fault.how);
        return;
      case 'cost-limit':
        this.#of.engine.costLimit = fault.most;
        return;
      case 'stale-reads':
        return stale.begin(fault.ms);
    }
  }

  /** The faults that are still armed. */
  armed(): Fault[] {
    const { api, webhooks, bulk, index, stale } = this.#of;
    return [
      ...api.list(),
      ...webhooks.faults.map(each => ({ kind: 'webhooks', ...each }) as const),
      ...bulk.faults.map(effect => ({ kind: 'bulk', effect }) as const),
      ...[...index.missing].map(id => ({ kind: 'search-missing', id }) as const),
      ...(index.lagMs > 0 ? [{ kind: 'search-lag', ms: index.lagMs } as const] : []),
      ...(stale.leftMs() > 0 ? [{ kind: 'stale-reads', ms: stale.leftMs() } as const] : []),
      ...[...this.#denied].map(
        ([field, how]) => ({ kind: 'personal-data-denied', fields: [field], how }) as const,
      ),
      ...(this.#of.engine.costLimit < costLimit
        ? [{ kind: 'cost-limit', most: this.#of.engine.costLimit } as const]
        : []),
      ...[...this.#lost].map(scope => ({ kind: 'missing-scope', scope }) as const),
    ];
  }
}
