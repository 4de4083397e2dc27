import type { BulkFault } from '../bulk/bulk.ts';
import { seededRandom } from '../demo/random.ts';
import type { WebhookFault } from '../webhooks/webhooks.ts';

/** The calls that a fault hits: `times` of those whose operation's name matches, each with this probability. */
interface CallFault {
  /** Default 1, for `latency` 0; 0: until the fault is ended. */
  readonly times?: number;
  /** A regular expression over the operation's name; default: every call. */
  readonly operation?: string;
  /** Default 1, drawn from the simulator's seed. */
  readonly probability?: number;
}

/** A fault of one call of the Admin API. */
export type ApiFault = CallFault &
  (
    | {
        readonly kind: 'status';
        readonly status: number;
        readonly retryAfter?: number;
        readonly when?: When;
      }
    | { readonly kind: 'throttle' }
    | { readonly kind: 'partial-data' }
    | { readonly kind: 'latency'; readonly ms: number; readonly when?: When }
    /** The connection breaks. */
    | { readonly kind: 'reset'; readonly when: When }
    /** The answer ends in the middle. */
    | { readonly kind: 'truncated' }
    /** A query reads the shop as it was `behindMs` ago, ten minutes at most. */
    | { readonly kind: 'stale'; readonly behindMs: number }
  );

/** Before the request has its effect (the default), or after. */
type When = 'before' | 'after';

/** One fault, armed by POST /_sim/faults. An empty list ends all of them. */
export type Fault =
  | ApiFault
  | ({ readonly kind: 'webhooks' } & WebhookFault)
  | { readonly kind: 'subscription-removed'; readonly topic?: string }
  | { readonly kind: 'bulk'; readonly effect: BulkFault }
  | { readonly kind: 'search-missing'; readonly id: string }
  | { readonly kind: 'search-lag'; readonly ms: number }
  /** For `ms`, apps read the shop as it was when this was armed. */
  | { readonly kind: 'stale-reads'; readonly ms: number }
  /** The shop's plan denies fields such as "Customer.email": they are null, by `how` with an error for each. */
  | {
      readonly kind: 'personal-data-denied';
      readonly fields: readonly string[];
      readonly how: 'null' | 'error';
    }
  /** The maximum cost of one query. */
  | { readonly kind: 'cost-limit'; readonly most: number }
  /** The app loses a scope. */
  | { readonly kind: 'missing-scope'; readonly scope: string };

const apiKinds = new Set(['status', 'throttle', 'partial-data', 'latency', 'reset', 'truncated', 'stale']);

export function isApiFault(fault: Fault): fault is ApiFault {
  return apiKinds.has(fault.kind);
}

/** The faults of API calls, in the order in which they were armed. */
export class ApiFaults {
  readonly #random: () => number;
  #armed: { fault: ApiFault; left: number }[] = [];

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  arm(fault: ApiFault): void {
    const times = fault.times ?? (fault.kind === 'latency' ? 0 : 1);
    this.#armed.push({ fault, left: times === 0 ? Infinity : times });
  }

  clear(): void {
    this.#armed = [];
  }

  list(): ApiFault[] {
    return this.#armed.map(each => each.fault);
  }

  /** Takes the fault of this call; undefined if it has none. */
  next(operation: string): ApiFault | undefined {
    return this.#take(operation, () => true);
  }

  /** The same, where only a fault hits that names operations. */
  nextNamed(operation: string): ApiFault | undefined {
    return this.#take(operation, fault => fault.operation !== undefined);
  }

  #take(operation: string, mayHit: (fault: ApiFault) => boolean): ApiFault | undefined {
    const met = this.#armed.find(
      ({ fault }) =>
        mayHit(fault) &&
        new RegExp(fault.operation ?? '').test(operation) &&
        this.#random() < (fault.probability ?? 1),
    );
    if (!met) return undefined;
    met.left--;
    if (met.left <= 0) this.#armed = this.#armed.filter(each => each !== met);
    return met.fault;
  }
}

/** The connection was broken on purpose; the server then closes the socket. */
export class ConnectionReset extends TypeError {
  override readonly name = 'ConnectionReset';
}
