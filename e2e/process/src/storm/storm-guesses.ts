/** A thread of strangers who guess PINs: always `atOnce` sign-ins in flight, each from an address of its own. */
import { parentPort, workerData } from 'node:worker_threads';

/** The number of answers by HTTP status. */
export type Guesses = Readonly<Record<number, number>>;

const { origin, atOnce } = workerData as { readonly origin: string; readonly atOnce: number };
const answers: Record<number, number> = {};
let guessed = 0;
let isOver = false;

parentPort?.once('message', () => (isOver = true));
await Promise.all(Array.from({ length: atOnce }, guessOn));
parentPort?.postMessage(answers satisfies Guesses);

async function guessOn(): Promise<void> {
  while (!isOver) {
    const n = ++guessed;
    const body = {
      ...{ shop: 'tidemark-demo.myshopify.com', staff: `stranger-${n}`, pin: '9999' },
      till: { id: `guess-${String(n).padStart(8, '0')}` },
    };
    const status = await fetch(`${origin}/api/session`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
      },
      body: JSON.stringify(body),
    }).then(
      async answer => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => 0,
    );
    answers[status] = (answers[status] ?? 0) + 1;
    // A refused guesser waits a little: one that never waits is only a load on the machine.
    if (status !== 401) await new Promise(resolve => setTimeout(resolve, 100));
  }
}
