import type { Fault } from './faults/faults.ts';
import type { Webhooks } from './webhooks/webhooks.ts';
import type { Store } from './shop/store.ts';
import type { ComplianceAsk } from './webhooks/webhook-compliance.ts';
import type { ShopRules } from './shop/rules.ts';

/** The demo shop that a reset generates. */
export interface ResetOptions {
  readonly seed?: number;
  readonly products?: number;
  /** The number of variants of one product, 2,048 at most. */
  readonly largestProduct?: number;
  /** New ids are higher than this one. A string, since it may be above 2^53. */
  readonly firstId?: string;
}

/** What the control routes need of a simulator. */
export interface Controlled {
  readonly rules: ShopRules;
  readonly webhooks: Pick<Webhooks, 'deliveries'>;
  readonly store: Pick<Store, 'products' | 'records'>;
  merchant(query: string, variables?: object): Promise<object>;
  comply(ask: ComplianceAsk): void;
  uninstall(): void;
  reset(options: ResetOptions): void;
  arm(faults: readonly Fault[]): void;
  armed(): unknown;
  advance(ms: number): void;
  now(): number;
  report(): object;
}

/** Answers the control routes under /_sim/, which Shopify does not have. */
export async function controlRoute(sim: Controlled, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const json = async <T>() => (await request.json()) as T;
  switch (`${request.method} ${pathname}`) {
    case 'POST /_sim/graphql': {
      const { query, variables } = await json<{ query: string; variables?: object }>();
      return Response.json(await sim.merchant(query, variables));
    }
    case 'POST /_sim/privacy':
      sim.comply(await json<ComplianceAsk>());
      return Response.json({ sent: true });
    case 'POST /_sim/uninstall':
      sim.uninstall();
      return Response.json({ sent: true });
    case 'POST /_sim/reset':
      sim.reset(await json<ResetOptions>());
      return Response.json({ products: sim.store.products.size });
    case 'POST /_sim/faults':
      sim.arm((await json<{ faults: Fault[] }>()).faults);
      return Response.json({ armed: sim.armed() });
    case 'GET /_sim/faults':
      return Response.json({ armed: sim.armed() });
    case 'POST /_sim/rules':
      return Response.json(Object.assign(sim.rules, await json<Partial<ShopRules>>()));
    case 'POST /_sim/clock':
      sim.advance((await json<{ advanceMs: number }>()).advanceMs);
      return Response.json({ now: new Date(sim.now()).toISOString() });
    case 'GET /_sim/report':
      return Response.json(sim.report());
    case 'GET /_sim/webhooks': {
      const limit = Number(searchParams.get('limit') ?? 50);
      return Response.json({ deliveries: sim.webhooks.deliveries.slice(0, limit) });
    }
    case 'GET /_sim/records':
      return Response.json(sim.store.records());
    default:
      return Response.json({ error: `not simulated: ${request.method} ${pathname}` }, { status: 404 });
  }
}
