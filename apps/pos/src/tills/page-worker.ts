import { readyWorker, type ReadyWorker } from '@tidemark/till/ready-worker';
import workerUrl from './till-worker.ts?worker&url';

/** A worker that was started before a till needed it. */
let early: Promise<ReadyWorker | undefined> | undefined;

/** Starts the worker of the first till, while the page still loads what it shows. */
export function startEarly(): void {
  early ??= readyWorker(start);
}

/** A worker for a till of this page; undefined where none may run. */
export function pageWorker(): Promise<ReadyWorker | undefined> {
  const started = early ?? readyWorker(start);
  early = undefined;
  return started;
}

function start(): Worker {
  const url = new URL(workerUrl, import.meta.url);
  const options = { type: 'module', name: 'tidemark-till' } as const;
  if (url.origin === globalThis.location.origin) return new Worker(url, options);
  // Browsers start no worker of another origin, but let one of this origin import it.
  const script = new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' });
  const address = URL.createObjectURL(script);
  const worker = new Worker(address, options);
  worker.addEventListener('message', () => URL.revokeObjectURL(address), { once: true });
  return worker;
}
