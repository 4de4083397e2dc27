/** A process of tills for the benchmark of streams: each only listens, and notes how late changes arrive. */
import { Agent, get } from 'node:http';

export type ListenersOrder =
  | { readonly kind: 'open'; readonly url: string; readonly tokens: readonly string[] }
  | { readonly kind: 'tell' };

export type ListenersWord =
  | { readonly kind: 'ready' }
  /** `lastMs`: for each change, how late it reached the last till. */
  | { readonly kind: 'heard'; readonly lastMs: readonly number[]; readonly missed: number };

const agent = new Agent({ maxSockets: Infinity, keepAlive: true });
const now = () => performance.timeOrigin + performance.now();
/** For each change, by its time: how late each till got it. */
const late = new Map<string, number[]>();
let tills = 0;

process.on('message', (order: ListenersOrder) => {
  if (order.kind === 'open') void open(order.url, order.tokens).then(() => say({ kind: 'ready' }));
  else
    say({
      kind: 'heard',
      lastMs: [...late.values()].map(each => Math.max(...each)),
      missed: [...late.values()].reduce((sum, each) => sum + tills - each.length, 0),
    });
});

async function open(url: string, tokens: readonly string[]): Promise<void> {
  tills = tokens.length;
  for (let start = 0; start < tokens.length; start += 50)
    await Promise.all(tokens.slice(start, start + 50).map(token => listen(url, token)));
}

function listen(url: string, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization: `Bearer ${token}` } }, response => {
      if (response.statusCode !== 200) return reject(new Error(`${response.statusCode}`));
      let rest = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        resolve();
        rest += text;
        for (const [, at = ''] of rest.matchAll(/at (\d+\.\d+);/g)) {
          const known = late.get(at);
          if (known) known.push(now() - Number(at));
          else late.set(at, [now() - Number(at)]);
        }
        rest = rest.slice(rest.lastIndexOf('\n') + 1);
      });
    }).on('error', reject);
  });
}

function say(word: ListenersWord): void {
  process.send?.(word);
}
