import { defineConfig } from 'vite';
import { buildIdBeside } from './build-id.ts';
import { resolve } from './resolve.ts';

/** The elements for other pages. A page names one module, `tidemark.js`, which finds what it imports beside itself. */
export default defineConfig({
  define: {
    __TIDEMARK_BUILD__: JSON.stringify(buildIdBeside(new URL('dist/version.json', import.meta.url))),
    'process.env.NODE_ENV': JSON.stringify('production'),
  },
  resolve,
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
