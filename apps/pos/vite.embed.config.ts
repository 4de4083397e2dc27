import { defineConfig } from 'vite';
import { buildIdBeside } from './build-id.ts';

/** The elements for other pages: one module without imports. */
export default defineConfig({
  define: {
    __TIDEMARK_BUILD__: JSON.stringify(buildIdBeside(new URL('dist/version.json', import.meta.url))),
    'process.env.NODE_ENV': JSON.stringify('production'),
  },
  publicDir: false,
  // The worker is found beside this module, wherever a page loads it from.
  base: './',
  worker: { format: 'es' },
  build: {
    outDir: 'dist/embed',
    // The frame's page is already there.
    emptyOutDir: false,
    // By default a library keeps its blanks for those who bundle it again; this one is loaded as it is.
    rolldownOptions: { output: { minify: true } },
    lib: { entry: 'src/embed.ts', formats: ['es'], fileName: () => 'tidemark.js' },
  },
});
