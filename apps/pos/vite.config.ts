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

export default defineConfig({
  define: { __TIDEMARK_BUILD__: JSON.stringify(buildId) },
  server: { port: 4200, proxy: { '/api': 'http://127.0.0.1:4000' } },
  build: { rolldownOptions: { input: { index: 'index.html', frame: 'embed/frame.html' } } },
  worker: { format: 'es' },
  plugins: [versionFile(), serviceWorker()],
});
