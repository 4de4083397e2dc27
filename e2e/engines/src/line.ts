import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '@tidemark/browser/ports';

/** The network between a browser and the server, which a scenario cuts: every engine is offline in the same way. */
export class Line implements AsyncDisposable {
  readonly origin: string;
  readonly #port: number;
  readonly #to: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  private constructor(port: number, to: number) {
    this.#port = port;
    this.#to = to;
    this.origin = `http://127.0.0.1:${port}`;
  }

  static async to(origin: string): Promise<Line> {
    const line = new Line(await freePort(), Number(new URL(origin).port));
    await line.mend();
    return line;
  }

  async mend(): Promise<void> {
    if (this.#server) return;
    const server = createServer(near => {
      const far = connect(this.#to, '127.0.0.1');
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
  }

  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise(resolve => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut();
  }
}
