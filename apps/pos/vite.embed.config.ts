import { defineConfig } from 'vite';

/** The elements for other pages: one module without imports. */
export default defineConfig({
  define: {
    __TIDEMARK_BUILD__: JSON.stringify('embedded'),
    'process.env.NODE_ENV': JSON.stringify('production'),
  },
  publicDir: false,
  build: {
    outDir: 'dist/embed',
    emptyOutDir: true,
    lib: { entry: 'src/embed.ts', formats: ['es'], fileName: () => 'tidemark.js' },
  },
});
