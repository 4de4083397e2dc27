import { setTimeout as pause } from 'node:timers/promises';
import type { IngestEvent } from '@tidemark/exchange';
import { tombstoneDays } from '@tidemark/exchange/testing';
import type { MirrorStore } from '@tidemark/mirror';
import type { StatusResponse } from '@tidemark/protocol';
import { createShopifySimulator, type ShopifySimulator } from '@tidemark/shopify-simulator';
import type { Deeds } from './judge/books.ts';
import { burst, pressEditPress, slowRead, thaw, type StepParts } from './steps/compound-steps.ts';
import { edit, hideProduct } from './steps/edits.ts';
import { differences, type Picture } from './judge/expected.ts';
import { mirrorPicture } from './judge/mirror-picture.ts';
import { MirrorPlace } from './mirror-place.ts';
import type { Plant } from './plants/plant.ts';
import { quiet } from './quiet.ts';
import { SalesFloor } from './sales-floor.ts';
import { employ, receiptsOf, shop, ShopServer } from './shop-server.ts';
import type { EditKind, Step } from './steps/steps.ts';
import { TillSeat } from './till-seat.ts';
import { watched, type WatchedPlant } from './watched.ts';

/** Where every world begins. */
const epochStart = Date.UTC(2026, 10, 2, 9);

/** A shop, its mirror, its server in many lives, and two tills. */
export class World {
  readonly simulator: ShopifySimulator;
  readonly #place: MirrorPlace;
  readonly #store: MirrorStore;
  readonly #plant: WatchedPlant;
  readonly #seats: readonly TillSeat[];
  readonly #floor: SalesFloor;
  #server: ShopServer;
  /** The parts of each life of the server. */
  readonly #life: Parameters<typeof ShopServer.open>[0];
  #clock: { shift: number };
  /** Faults planted so far: without any, a repair by the digest check is a defect of ours. */
  #storageFaults = 0;
  /** Whether tombstones were forgotten that a till may not have read: then its digest check repairs it ([E15]). */
  #outlivedTombstones = false;
  readonly #events: IngestEvent[];
  readonly #locationId: string;
  /** Findings that are failures whatever comes after. */
  readonly #failures: string[] = [];
  #isCalm = true;

  private constructor(parts: {
    simulator: ShopifySimulator;
    place: MirrorPlace;
    plant: WatchedPlant;
    server: ShopServer;
    life: Parameters<typeof ShopServer.open>[0];
    clock: { shift: number };
    events: IngestEvent[];
    now: () => number;
  }) {
    this.simulator = parts.simulator;
    this.#place = parts.place;
    this.#store = parts.place.store;
    this.#plant = parts.plant;
    this.#server = parts.server;
    this.#life = parts.life;
    this.#clock = parts.clock;
    this.#events = parts.events;
    this.#locationId = [...this.simulator.store.locations.keys()][0] ?? '';
    this.#seats = [0, 1].map(
      n =>
        new TillSeat(n, {
          now: () => this.#now(),
          origin: () => this.#server.origin,
          locationId: this.#locationId,
          receiptsOf: tillId => receiptsOf(this.#store, tillId, this.#locationId),
          plant: parts.plant,
        }),
    );
    this.#floor = new SalesFloor({
      ...{ simulator: this.simulator, store: this.#store, seats: this.#seats },
      submit: () => this.#server.submit,
      ...{ origin: () => this.#server.origin, locationId: this.#locationId, now: parts.now },
      records: parts.plant.records(this.#store.records),
      privacy: parts.plant.privacy?.(this.#store.privacy) ?? this.#store.privacy,
      pass: ms => (this.#clock.shift += ms),
      hasLogged: (name, id) => this.#events.some(each => each.name === name && each['id'] === id),
    });
    this.#plant.begin?.(this.#floor.books);
  }

  /** `isInFolder`: its mirror can be copied and restored. */
  static async open(seed: number, broken: Plant, isInFolder = false): Promise<World> {
    const clock = { shift: 0 };
    const realStart = Date.now();
    const now = () => epochStart + (Date.now() - realStart) + clock.shift;
    let epochs = 0;
    const place = await MirrorPlace.open(() => `e${seed}-${++epochs}`, isInFolder);
    const events: IngestEvent[] = [];
    const living: { world?: World } = {};
    const simulator = createShopifySimulator({
      seed,
      products: 6,
      // Ids above 2^53, and a clock that is not the server's.
      firstId: seed % 3 === 0 ? 9_107_199_254_740_993n : 90_000_000_000_000n,
      now: () => now() + ((seed % 5) - 2) * 40_000,
      throttle: { maximumAvailable: 200_000, restoreRate: 200_000 },
      fetch: (input, init) => {
        if (!living.world) throw new TypeError('fetch failed');
        return living.world.#deliver(new Request(input as string, init));
      },
    });
    simulator.webhooks.retryDelayMs = () => 5;
    const plant = watched(broken);
    const life = {
      ...{ simulator, store: place.store, now, plant },
      pass: (ms: number) => void (clock.shift += ms),
      onEvent: (event: IngestEvent) => void events.push(event),
    };
    const server = await ShopServer.open(life);
    const world = new World({ simulator, place, plant, server, life, clock, events, now });
    living.world = world;
    await world.#imported();
    return world;
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'edit':
        return this.#edit(step.what, step.which, step.value);
      case 'fault':
        this.#isCalm = false;
        return this.simulator.arm([step.fault]);
      case 'calm':
        return this.simulator.arm([]);
      case 'open':
      case 'close':
      case 'sleep':
      case 'wake':
      case 'check':
      case 'clear':
        return this.#seat(step.till)[step.do]();
      case 'offline':
      case 'online':
        return this.#seat(step.till).setOnline(step.do === 'online');
      case 'press':
        await this.#seat(step.till).sync();
        return;
      case 'hide':
        this.#isCalm = false;
        return hideProduct(this.simulator, step.which);
      case 'new-history':
        await this.#store.mirror.beginHistory(shop);
        return;
      case 'copy':
        return this.#place.copy();
      case 'restore':
        return this.#restore();
      case 'press-edit-press':
        return this.#pressEditPress(step);
      case 'slow-read':
        return slowRead(this.#stepParts(), step);
      case 'thaw':
        return thaw(this.#stepParts(), step);
      case 'burst':
        return burst(this.#stepParts(), step);
      case 'catch-up':
        await this.#server.ingest.catchUp(this.#locationId);
        return;
      case 'audit':
        await this.#server.ingest.audit();
        return;
      case 'crash':
        return this.#crash(step.afterCalls, () => this.#server.ingest.catchUp(this.#locationId));
      case 'pass':
        this.#clock.shift += step.minutes * 60_000;
        if (step.minutes > tombstoneDays * 1440) this.#outlivedTombstones = true;
        this.simulator.webhooks.releaseDue();
        return;
      case 'retire':
        return this.#floor.retire(step.minutes);
      case 'wait':
        return pause(step.ms);
      case 'storage':
        this.#storageFaults++;
        return this.#seat(step.till).storageFault(step.how);
      case 'wire':
        // Not even the bytes were the mirror's: only the digest can notice.
        if (step.how === 'odd-document') this.#storageFaults++;
        return this.#seat(step.till).network.bend(step.how);
      case 'sell-crash': {
        // The sale goes on, whatever becomes of the server.
        const sale = this.#floor.sell(step.till, step.which);
        await this.#crash(step.afterCalls, () => sale);
        return sale;
      }
      default:
        return this.#floor.take(step);
    }
  }

  /** Ends every fault, lets everything arrive, and returns what is wrong. */
  async settle(): Promise<string[]> {
    this.simulator.arm([]);
    this.#clock.shift += 10 * 60_000;
    this.simulator.webhooks.releaseAll();
    if (this.#server.lifetime.isDead) await this.#restart();
    await this.#quiet();
    await this.#imported();
    this.#failures.push(...(await this.#floor.settle()));
    await this.#server.ingest.catchUp(this.#locationId);
    // The audit finds what catch-ups no longer can (a search index that lagged for longer than the overlap).
    if (!this.#isCalm) await this.#server.ingest.audit();
    await this.#quiet();
    const expected = this.#floor.expected();
    const failures = [...this.#failures, ...(await this.mirrorDifferences())];
    failures.push(...this.#plant.readOrder.failures.slice(0, 5));
    for (const seat of this.#seats) failures.push(...(await this.#settleTill(seat, expected)));
    failures.push(...(await this.#floor.judge()));
    failures.push(...new Set(this.#seats.flatMap(each => each.wentBack)));
    if (failures.length === 0) failures.push(...(await this.#nothingLeftToRepair()));
    return failures;
  }

  /** Where the mirror differs from the shop, at this moment. */
  async mirrorDifferences(): Promise<string[]> {
    const expected = this.#floor.expected();
    return differences('mirror', expected, await mirrorPicture(this.#store.mirror, shop, this.#locationId));
  }

  /** What the server says of itself, as a till would be told. */
  async status(): Promise<StatusResponse> {
    return this.#server.ingest.status('world', this.#locationId);
  }

  /** What tills wrote in it. */
  get deeds(): Deeds {
    return this.#floor.books.deeds;
  }

  async dispose(): Promise<void> {
    for (const seat of this.#seats) await seat.close();
    this.#server.kill();
    await this.simulator[Symbol.asyncDispose]();
    await this.#place[Symbol.asyncDispose]();
  }

  #now(): number {
    return this.simulator.now();
  }

  #seat(n: number): TillSeat {
    return this.#seats[n % this.#seats.length] as TillSeat;
  }

  async #settleTill(seat: TillSeat, expected: Picture): Promise<string[]> {
    await seat.mend();
    await seat.open();
    const first = await seat.sync();
    const entry = first?.outcome === 'up-to-date' ? first : await seat.sync();
    const name = `till ${seat.number}`;
    if (entry?.outcome !== 'up-to-date') return [`${name}: ${entry?.outcome}, ${entry?.detail ?? ''}`];
    if (seat.repaired > 0 && this.#storageFaults === 0 && !this.#outlivedTombstones)
      return [`${name}: the digest found ${seat.repaired} documents that replication had lost`];
    return differences(name, expected, await seat.picture());
  }

  /** A last audit that still finds something has found a hole. */
  async #nothingLeftToRepair(): Promise<string[]> {
    await this.#server.ingest.audit();
    const last = this.#events.findLast(each => each.name === 'audit-finished');
    if (!last) return ['the audit came to no end'];
    return last['repaired'] === 0 ? [] : [`the last audit repaired ${String(last['repaired'])} documents`];
  }

  async #pressEditPress(step: Extract<Step, { do: 'press-edit-press' }>): Promise<void> {
    const isQuietTime = this.#isCalm && !this.#server.lifetime.isDead;
    const failure = await pressEditPress(this.#stepParts(), step);
    if (isQuietTime && failure !== undefined) this.#failures.push(failure);
  }

  #stepParts(): StepParts {
    return {
      ...{ simulator: this.simulator, store: this.#store, seats: this.#seats },
      ...{ ingest: this.#server.ingest, locationId: this.#locationId },
      ...{ ledger: this.#floor.ledger, slowReads: this.#plant.slowReads },
    };
  }

  /** The server's process dies in the middle of something. */
  async #crash(afterCalls: number, act: () => Promise<unknown>): Promise<void> {
    this.#server.lifetime.dieAfter(afterCalls);
    const work = act().then(
      () => undefined,
      () => undefined,
    );
    await Promise.race([work, pause(60)]);
    this.#server.kill();
    await this.#restart();
  }

  /** The disk is lost: the server continues with the last copy. Tills and the shop have what it lost. */
  async #restore(): Promise<void> {
    this.#server.kill();
    if (await this.#place.restore()) [this.#isCalm, this.#storageFaults] = [false, this.#storageFaults + 1];
    await employ(this.#store.register);
    await this.#floor.restored();
    await this.#restart();
  }

  async #restart(): Promise<void> {
    this.#server = await ShopServer.open(this.#life);
  }

  #edit(what: EditKind, which: number, value: number): void {
    this.#floor.ledger.by(() => edit(this.simulator, what, which, value));
  }

  async #imported(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      await this.#server.ingest.idle();
      if ((await this.#server.ingest.catchUp(this.#locationId)).shopify === 'read') return;
      this.#clock.shift += 1000;
      await pause(5);
    }
    throw new Error('the import did not finish');
  }

  #quiet(): Promise<void> {
    return quiet(this.#server.ingest, this.#store, this.simulator);
  }

  async #deliver(request: Request): Promise<Response> {
    if (this.#server.lifetime.isDead) throw new TypeError('fetch failed');
    const body = await request.text();
    const { pathname } = new URL(request.url);
    const answer = await fetch(this.#server.origin + pathname, {
      method: 'POST',
      headers: request.headers,
      body,
    });
    if (answer.ok)
      await this.#plant.body?.(
        this.#store.mirror,
        shop,
        request.headers.get('x-shopify-topic') ?? '',
        body,
        this.#now(),
      );
    return answer;
  }
}
