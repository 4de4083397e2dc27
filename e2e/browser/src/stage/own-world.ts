import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MirrorReader } from '../shop/mirror-reader.ts';
import { freePort } from './ports.ts';
import { RunningProcess } from './process.ts';
import { Shop } from '../shop/shop.ts';

type Env = Readonly<Record<string, string>>;

/** A simulated shop and a real server that mirrors it, each a process of its own, which a test may stop and start. */
export class OwnWorld implements AsyncDisposable {
  readonly shop: Shop;
  readonly origin: string;
  readonly simulatorOrigin: string;
  /** The built till that the server serves; a test may build another into it. */
  readonly posFolder: string;
  readonly #folder: string;
  readonly #simulator: RunningProcess;
  readonly #env: Env;
  #server: RunningProcess | undefined;

  private constructor(folder: string, simulator: RunningProcess, ports: Ports, env: Env) {
    this.#folder = folder;
    this.#simulator = simulator;
    this.#env = env;
    this.simulatorOrigin = `http://127.0.0.1:${ports.simulator}`;
    this.origin = `http://127.0.0.1:${ports.server}`;
    this.posFolder = join(folder, 'pos');
    this.shop = new Shop(this.simulatorOrigin);
  }

  /**
   * Starts both, and waits until the server is idle: no work of its start brings changes to a test. `env` is the
   * server's; `mirror` is the file that it finds at its start.
   */
  static async open(env: Env = {}, simulatorEnv: Env = {}, mirror?: Uint8Array): Promise<OwnWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'tidemark-e2e-'));
    const ports = { simulator: await freePort(), server: await freePort() };
    const simulator = new RunningProcess('tools/shopify-simulator/src/main.ts', {
      SIMULATOR_PORT: String(ports.simulator),
      DEMO_PRODUCTS: '60',
      DATA_DIR: folder,
      ...simulatorEnv,
    });
    const world = new OwnWorld(folder, simulator, ports, { PORT: String(ports.server), ...env });
    await cp(fileURLToPath(new URL('../../../../apps/pos/dist', import.meta.url)), world.posFolder, {
      recursive: true,
    });
    if (mirror) await writeFile(join(folder, 'mirror.sqlite'), mirror);
    await simulator.answers(`${world.simulatorOrigin}/_sim/report`);
    await world.startServer();
    await (await MirrorReader.signIn(world.origin)).rested();
    return world;
  }

  async startServer(env: Env = {}): Promise<void> {
    this.#server = new RunningProcess('apps/server/src/main.ts', {
      HOST: '127.0.0.1',
      DATA_DIR: this.#folder,
      POS_DIR: this.posFolder,
      SHOPIFY_API_ORIGIN: this.simulatorOrigin,
      LOG_LEVEL: 'warn',
      // Tests of other things move clocks, and must not lock the till.
      LOCK_MINUTES: '0',
      ...this.#env,
      ...env,
    });
    await this.#server.answers(`${this.origin}/readyz`);
  }

  async stopServer(): Promise<void> {
    await this.#server?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopServer();
    await this.#simulator.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

interface Ports {
  readonly simulator: number;
  readonly server: number;
}
