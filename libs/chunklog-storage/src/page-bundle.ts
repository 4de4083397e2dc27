import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Bundles a module with all its imports as one script for a page of a test or a benchmark. */
export async function pageBundle(entry: URL): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      lib: { entry: fileURLToPath(entry), formats: ['es'], fileName: 'page' },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!output || !('output' in output)) throw new Error('vite built nothing');
  const chunk = output.output.find(each => each.type === 'chunk');
  if (chunk?.type !== 'chunk') throw new Error('vite built no script');
  return chunk.code;
}
