import { defineConfig, type Plugin } from 'vite';
import { buildId } from './build-id.ts';
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

export default defineConfig({
  define: { __TIDEMARK_BUILD__: JSON.stringify(buildId) },
  server: { port: 4200, proxy: { '/api': 'http://127.0.0.1:4000' } },
  build: {
    modulePreload: {
      resolveDependencies: (_file, needed, { hostType }) => (hostType === 'html' ? needed : []),
    },
    rolldownOptions: { input: { index: 'index.html', frame: 'embed/frame.html' } },
  },
  worker: { format: 'es' },
  plugins: [
    versionFile(),
    fetchedAhead('/src/whole-page.ts', '/src/tills/engine.ts', '/src/sell/sell-page.ts'),
    serviceWorker(),
  ],
});
