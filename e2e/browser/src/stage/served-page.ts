import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';
import { freePort } from './ports.ts';

/** A page that Vite built, served on loopback until it is disposed of. */
interface ServedPage extends AsyncDisposable {
  readonly origin: string;
}

/** Builds the page of a folder and serves it; removes it when disposed. */
export async function servedPage(root: string): Promise<ServedPage> {
  const outDir = await mkdtemp(join(tmpdir(), 'tidemark-page-'));
  await build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } });
  const port = await freePort();
  const server = await preview({
    root,
    logLevel: 'error',
    build: { outDir },
    preview: { port, host: '127.0.0.1', strictPort: true },
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
