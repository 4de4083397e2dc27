import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** A real process of ours, started from its main file, with its output kept for the report of a failure. */
export class RunningProcess {
  readonly #child: ChildProcess;
  /** Resolves when it has ended: with its exit code, or null when a signal ended it. */
  readonly ended: Promise<number | null>;
  output = '';

  constructor(main: string, env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [root + main], { cwd: root, env: { ...process.env, ...env } });
    this.ended = new Promise(resolve => this.#child.once('close', code => resolve(code)));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output = (this.output + chunk.toString()).slice(-20_000);
      });
    }
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('it could not be started');
    return this.#child.pid;
  }

  /** Resolves when `url` answers 2xx. The limit is for a process that hangs: a busy machine starts one slowly. */
  async answers(url: string, withinMs = 300_000): Promise<void> {
    const until = Date.now() + withinMs;
    while (Date.now() < until) {
      if (this.#child.exitCode !== null) throw new Error(`ended at once:\n${this.output}`);
      const ok = await fetch(url).then(
        response => response.ok,
        () => false,
      );
      if (ok) return;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error(`${url} did not answer:\n${this.output}`);
  }

  /** Sends a signal that does not end it, as SIGSTOP. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill(signal);
    await this.ended;
  }
}
