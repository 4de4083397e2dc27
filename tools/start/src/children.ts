import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';

/** How long a process may take to stop by itself. */
const patienceMs = 8_000;

/** Child processes that run together: if one exits by itself, all are stopped. */
export class Children {
  readonly #running = new Map<ChildProcess, string>();
  #stopping = false;

  start(name: string, args: readonly string[], env: Readonly<Record<string, string>>): void {
    // In its own process group, the child gets a terminal's Ctrl-C only once, through `stop`.
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      detached: process.platform !== 'win32',
    });
    this.#running.set(child, name);
    child.on('exit', code => {
      this.#running.delete(child);
      if (this.#stopping) return;
      console.error(`The ${name} ended by itself (${code ?? 'killed'}). Stopping everything.`);
      void this.stop().then(() => process.exit(1));
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const ended = [...this.#running.keys()].map(
      child =>
        new Promise<void>(resolve => {
          const late = setTimeout(() => child.kill('SIGKILL'), patienceMs);
          child.once('exit', () => {
            clearTimeout(late);
            resolve();
          });
          child.kill('SIGTERM');
        }),
    );
    await Promise.all(ended);
  }
}

/** Whether a port on loopback is free. */
export function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Resolves when `url` answers with success; rejects after `withinMs`. */
export async function answers(url: string, withinMs: number): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    const ok = await fetch(url).then(
      response => response.ok,
      () => false,
    );
    if (ok) return;
    if (Date.now() > until) throw new Error(`${url} did not answer within ${withinMs / 1000} s`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
