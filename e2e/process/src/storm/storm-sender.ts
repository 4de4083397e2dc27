/** A thread that posts webhooks and times their answers: its event loop does nothing else. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import type { Late, Posting, Posted } from './storm-wire.ts';

/** Shopify has many senders, whose pace does not depend on one shop's own work: posts leave one by one. */
const gapMs = 1000 / (workerData as { readonly perSecond: number }).perSecond;
const waiting: Posting[] = [];
let nextAt = 0;

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

parentPort?.on('message', (asked: Posting | 'how late') => {
  if (asked !== 'how late') return waiting.push(asked);
  const answer: Late = { lateMs: delay.percentile(99) / 1e6 };
  delay.reset();
  return parentPort?.postMessage(answer);
});

setInterval(() => {
  const now = performance.now();
  for (; waiting.length > 0 && nextAt <= now; nextAt = Math.max(nextAt, now - 20) + gapMs)
    post(waiting.shift() as Posting);
}, 1);

function post({ id, url, headers, body }: Posting): void {
  void send(url, headers, body).then(({ status, ms }) => {
    const answer: Posted = { id, status, ms };
    parentPort?.postMessage(answer);
  });
}

async function send(
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number; ms: number }> {
  const startedAt = performance.now();
  const status = await fetch(url, { method: 'POST', headers, body }).then(
    async answer => {
      await answer.arrayBuffer();
      return answer.status;
    },
    () => 0,
  );
  return { status, ms: performance.now() - startedAt };
}
