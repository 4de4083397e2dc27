import { preview } from 'vite';
import { freePort } from './ports.ts';

/** A page that Vite built, served on loopback until it is disposed of. */
export interface ServedPage extends AsyncDisposable {
  readonly origin: string;
}

/** Serves what was built of `root` into `outDir`. */
export async function servedPage(root: string, outDir: string): Promise<ServedPage> {
  const port = await freePort();
  const server = await preview({
    root,
    logLevel: 'error',
    build: { outDir },
    preview: { port, host: '127.0.0.1', strictPort: true },
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => server.close(),
  };
}
