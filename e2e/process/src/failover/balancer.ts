import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** How often each server is asked whether it is ready, and how long it may take to say so, in milliseconds. */
const [everyMs, patienceMs] = [250, 1_000];

/**
 * Passes connections on to servers in turn, as any load balancer does: only to those that are ready. Connections of a server
 * that is ready no more are cut.
 */
export class Balancer implements AsyncDisposable {
  readonly #server: Server;
  readonly #ports: readonly number[];
  readonly #ready = new Set<number>();
  readonly #open = new Map<Socket, number>();
  readonly #timer: NodeJS.Timeout;
  #turn = 0;

  private constructor(server: Server, ports: readonly number[]) {
    this.#server = server;
    this.#ports = ports;
    this.#timer = setInterval(() => void this.#probeAll(), everyMs);
    server.on('connection', socket => this.#pass(socket));
  }

  static async open(ports: readonly number[], port: number): Promise<Balancer> {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
    const balancer = new Balancer(server, ports);
    await balancer.#probeAll();
    return balancer;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#open.keys()) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #probeAll(): Promise<void> {
    await Promise.all(this.#ports.map(port => this.#probe(port)));
  }

  async #probe(port: number): Promise<void> {
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`, {
      signal: AbortSignal.timeout(patienceMs),
    })
      .then(answer => answer.ok)
      .catch(() => false);
    if (isReady) return void this.#ready.add(port);
    this.#ready.delete(port);
    for (const [socket, of] of this.#open) if (of === port) socket.destroy();
  }

  #pass(client: Socket): void {
    const ready = this.#ports.filter(port => this.#ready.has(port));
    const port = ready[this.#turn++ % Math.max(ready.length, 1)];
    if (port === undefined) return void client.destroy();
    const server = connect(port, '127.0.0.1');
    this.#open.set(client, port);
    client.pipe(server).pipe(client);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        other.destroy();
        this.#open.delete(client);
      });
    }
  }
}
