import { setTimeout as pause } from 'node:timers/promises';
import type { CustomerRequest, IngestEvent } from '@tidemark/exchange';
import { openSqliteMirror, type MirrorStore } from '@tidemark/mirror';
import type { StatusResponse } from '@tidemark/protocol';
import { scopeFor, type CollectionName, type DocumentOf } from '@tidemark/schema';
import { createShopifySimulator, type Fault, type ShopifySimulator } from '@tidemark/shopify-simulator';
import { edit } from '../world/steps/edits.ts';
import { differences, expectedPicture } from '../world/judge/expected.ts';
import { mirrorPicture } from '../world/judge/mirror-picture.ts';
import { honest, type Plant } from '../world/plants/plant.ts';
import { shop, ShopServer } from '../world/shop-server.ts';
import type { EditKind } from '../world/steps/steps.ts';

const epochStart = Date.UTC(2026, 10, 2, 9);
/** How far Shopify's clock is ahead of the server's. */
const skewMs = 40_000;

export interface MirroredShopOptions {
  /** What goes wrong from the beginning. */
  readonly faults?: readonly Fault[];
  readonly scopes?: readonly string[];
  readonly orderDays?: number;
  readonly recordDays?: number;
  readonly intervalMinutes?: number;
  readonly webhookAddress?: string | null;
  /** Default: the Point of Sale channel, as configured; null: none is configured. */
  readonly publicationId?: string | null;
  /** Whether an audit follows the first import. Default: no. */
  readonly auditAfterImport?: boolean;
  /** How long a search waits for Shopify. */
  readonly findMs?: number;
  /** Replaces parts of the shop or the mirror that ingest uses. */
  readonly plant?: Partial<Plant>;
  /** Keeps answers to customers' requests. */
  readonly keepRequest?: (request: CustomerRequest) => Promise<void>;
  readonly eraseCopies?: () => Promise<void>;
  readonly onEvent?: (event: IngestEvent, of: MirroredShop) => void;
}

/** A simulated shop, its mirror, and the server between the two, which tests restart, on a clock that tests move. */
export class MirroredShop implements AsyncDisposable {
  readonly simulator: ShopifySimulator;
  readonly store: MirrorStore;
  readonly events: IngestEvent[] = [];
  readonly #options: MirroredShopOptions;
  readonly #clock: { shift: number };
  readonly #now: () => number;
  #orderDays: number | undefined;
  #server: ShopServer | undefined;

  private constructor(options: MirroredShopOptions, store: MirrorStore) {
    this.#options = options;
    this.#orderDays = options.orderDays;
    const clock = { shift: 0 };
    const realStart = Date.now();
    this.#clock = clock;
    this.#now = () => epochStart + (Date.now() - realStart) + clock.shift;
    this.store = store;
    this.simulator = createShopifySimulator({
      products: 6,
      now: () => this.#now() + skewMs,
      throttle: { maximumAvailable: 200_000, restoreRate: 200_000 },
      fetch: (input, init) => this.#deliver(new Request(input, init)),
      ...(options.scopes ? { scopes: options.scopes } : {}),
    });
    this.simulator.webhooks.retryDelayMs = () => 5;
    this.simulator.arm(options.faults ?? []);
  }

  /** Opened, with its import begun. */
  static async begin(options: MirroredShopOptions = {}): Promise<MirroredShop> {
    const store = await openSqliteMirror({ file: ':memory:', newEpoch: () => 'e1' });
    const opened = new MirroredShop(options, store);
    await opened.restart();
    return opened;
  }

  /** Opened, imported, and with nothing under way. */
  static async open(options: MirroredShopOptions = {}): Promise<MirroredShop> {
    const opened = await MirroredShop.begin(options);
    await opened.imported();
    return opened;
  }

  get server(): ShopServer {
    if (!this.#server) throw new Error('no server was started');
    return this.#server;
  }

  get locationId(): string {
    return [...this.simulator.store.locations.keys()][0] ?? '';
  }

  now(): number {
    return this.simulator.now();
  }

  /** Kills the server's process and starts another, which dies by itself after `dieAfter` calls. */
  async restart({
    orderDays,
    dieAfter,
    publicationId,
  }: { orderDays?: number; dieAfter?: number; publicationId?: string } = {}): Promise<void> {
    this.#server?.kill();
    this.#orderDays = orderDays ?? this.#orderDays;
    this.#server = await ShopServer.open({
      simulator: this.simulator,
      store: this.store,
      now: this.#now,
      pass: ms => (this.#clock.shift += ms),
      plant: { ...honest, ...this.#options.plant },
      onEvent: event => {
        this.events.push(event);
        this.#options.onEvent?.(event, this);
      },
      orderDays: this.#orderDays,
      recordDays: this.#options.recordDays,
      intervalMinutes: this.#options.intervalMinutes,
      webhookAddress: this.#options.webhookAddress,
      findMs: this.#options.findMs,
      keepRequest: this.#options.keepRequest,
      eraseCopies: this.#options.eraseCopies,
      auditAfterImport: this.#options.auditAfterImport,
      publicationId: publicationId ?? this.#options.publicationId,
    });
    if (dieAfter !== undefined) this.#server.lifetime.dieAfter(dieAfter);
  }

  /** Resolves when the import and the catch-up after it are done. */
  async imported(): Promise<void> {
    for (let tries = 0; tries < 300; tries++) {
      await this.server.ingest.idle();
      if (this.events.some(each => each.name === 'catch-up-finished')) return this.quiet();
      await pause(5);
    }
    throw new Error('the import did not finish');
  }

  /** Resolves when no webhook is in flight, and none waits to be applied. */
  async quiet(): Promise<void> {
    for (let tries = 0; tries < 300; tries++) {
      await this.server.ingest.idle();
      if (this.simulator.webhooks.pending === 0 && (await this.waitingNotices()) === 0) return;
      await pause(3);
    }
    throw new Error('it did not become quiet');
  }

  /** How many notices wait to be applied. */
  async waitingNotices(): Promise<number> {
    return (await this.store.inbox.counts(shop)).waiting;
  }

  async catchUp(): Promise<void> {
    await this.server.ingest.catchUp(this.locationId);
  }

  async audit(): Promise<void> {
    await this.server.ingest.audit();
  }

  edit(what: EditKind, which = 0, value = 1): void {
    edit(this.simulator, what, which, value);
  }

  pass(ms: number): void {
    this.#clock.shift += ms;
    this.simulator.webhooks.releaseDue();
  }

  /** Where the mirror differs from the shop. */
  async differences(): Promise<string[]> {
    const expected = expectedPicture(this.simulator, this.locationId, this.now());
    return differences('mirror', expected, await mirrorPicture(this.store.mirror, shop, this.locationId));
  }

  /** A living document of the mirror. */
  async document<C extends CollectionName>(collection: C, id: string): Promise<DocumentOf[C] | undefined> {
    const scope = scopeFor(collection, this.locationId);
    const [text] = (await this.store.mirror.documents(shop, collection, scope, [id])).documents;
    const stored = JSON.parse(text ?? '{"_deleted":true}') as DocumentOf[C] & { _deleted: boolean };
    return stored._deleted ? undefined : stored;
  }

  /** All living documents of a collection. */
  async documents<C extends CollectionName>(collection: C): Promise<DocumentOf[C][]> {
    const ids = await this.store.mirror.idsAfter(shop, collection, undefined, 10_000);
    const found = await Promise.all(ids.map(id => this.document(collection, id)));
    return found.filter(each => each !== undefined);
  }

  async watermark(resource: string): Promise<number> {
    return Number(await this.store.mirror.watermark(shop, resource));
  }

  async status(): Promise<StatusResponse> {
    return this.server.ingest.status('test', this.locationId);
  }

  said(name: IngestEvent['name']): IngestEvent[] {
    return this.events.filter(each => each.name === name);
  }

  /** How often Shopify was asked this so far. */
  asked(operation: string): number {
    const { requests } = this.simulator.report() as { requests: Record<string, number> };
    return requests[operation] ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server?.kill();
    await this.simulator[Symbol.asyncDispose]();
    await this.store[Symbol.asyncDispose]();
  }

  async #deliver(request: Request): Promise<Response> {
    if (this.server.lifetime.isDead) throw new TypeError('fetch failed');
    const { pathname } = new URL(request.url);
    const { headers } = request;
    return fetch(this.server.origin + pathname, { method: 'POST', headers, body: await request.text() });
  }
}
