import { defineConfig, type Plugin, type Rolldown } from 'vite';
import { buildId } from './build-id.ts';
import { resolve } from './resolve.ts';
import { serviceWorker } from './service-worker-build.ts';

/** Writes a file that names this build. Tills read it past every cache, and so notice a newer build. */
function versionFile(): Plugin {
  return {
    name: 'version-file',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'version.json', source: JSON.stringify({ build: buildId }) });
    },
  };
}

/**
 * Has the browser fetch what the page draws first while it fetches the script that starts the worker: otherwise it would
 * learn of each part only from the one before. The page's own code asks for no files ahead of their use
 * (`modulePreload`): to put a link for each into the page takes a slow tablet 50 ms.
 */
function fetchedAhead(...modules: readonly string[]): Plugin {
  return {
    name: 'fetched-ahead',
    apply: 'build',
    transformIndexHtml(html, { bundle, filename }) {
      if (!filename.endsWith('index.html')) return [];
      const chunks = Object.values(bundle ?? {}).filter(each => each.type === 'chunk');
      const files = new Set(
        modules.map(module => {
          const wanted = chunks.find(each => each.facadeModuleId?.endsWith(module));
          if (!wanted) throw new Error(`no part of the build begins with ${module}`);
          return wanted.fileName;
        }),
      );
      // A set also gives what is added while it is read.
      for (const file of files)
        for (const needed of chunks.find(each => each.fileName === file)?.imports ?? []) files.add(needed);
      return [...files]
        .filter(file => !html.includes(file))
        .map(file => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          injectTo: 'head',
        }));
    },
  };
}

/**
 * What starts the worker comes before anything else is read. The bundler's own modules, whose names begin with a zero byte
 * by its custom, are needed for that, too.
 */
const start: Rolldown.CodeSplittingGroup = {
  name: 'start',
  test: /(?:page|ready)-worker\.ts$|^\0/,
  minShareCount: 2,
  priority: 1,
};

/**
 * What the page shows first, with all that this needs, in one file. Dialogs that it loads later are not part of it:
 * `shell/approval/with-right.ts` belongs to screens.
 */
const first: Rolldown.CodeSplittingGroup = {
  name: 'first',
  test: /pos\/src\/(?:tide-till\.ts|(?:shell|sync\/update)\/(?!approval\/with-right).*\.ts)$/,
  minShareCount: 2,
  priority: 1,
};

/**
 * The files that parts of the page share. Left to itself, the bundler makes a file of whatever two parts share: 100 files,
 * 57 of them under 3 kB, and the first screen waits for 67. Each costs a request, and a slow tablet some milliseconds.
 * With 40 kB the sell page reads nothing that only later ones need.
 */
const shared: Rolldown.CodeSplittingGroup = {
  name: 'shared',
  minShareCount: 2,
  entriesAware: true,
  entriesAwareMergeThreshold: 40_000,
};

export default defineConfig({
  define: { __TIDEMARK_BUILD__: JSON.stringify(buildId) },
  resolve,
  server: { port: 4200, proxy: { '/api': 'http://127.0.0.1:4000' } },
  build: {
    modulePreload: {
      resolveDependencies: (_file, needed, { hostType }) => (hostType === 'html' ? needed : []),
    },
    rolldownOptions: {
      input: { index: 'index.html', frame: 'embed/frame.html' },
      output: {
        codeSplitting: { groups: [start, first, shared] },
        // The bundler would name a file after all the parts that share it.
        chunkFileNames: ({ name }) => `assets/${name.split('~', 1)[0]}-[hash].js`,
      },
    },
  },
  worker: { format: 'es' },
  plugins: [
    versionFile(),
    fetchedAhead('/src/whole-page.ts', '/src/tills/engine.ts', '/src/sell/sell-page.ts'),
    serviceWorker(),
  ],
});
