import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections (from 32768 on Linux, 49152 elsewhere): a free one of those
 * may be taken a moment later.
 */
const from = 20_000;
const count = 12_000;
/** How many random ports to try before giving up. */
const mostTries = 100;

/** A port on loopback that is free now, and that the system gives to no connection before it is used. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < mostTries; tries++) {
    const port = from + Math.floor(Math.random() * count);
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
