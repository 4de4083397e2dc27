import { defineConfig } from 'vite';

export default defineConfig({ server: { port: 4300 }, build: { chunkSizeWarningLimit: 1000 } });
