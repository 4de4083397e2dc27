import { defineConfig } from 'vite';

export default defineConfig({ server: { port: 4301 }, build: { chunkSizeWarningLimit: 1000 } });
