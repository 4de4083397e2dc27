import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { buildId } from './build-id.ts';

/** Says which build this is, past every cache, so that a till can see that there is a newer one. */
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
  plugins: [
    versionFile(),
    VitePWA({
      registerType: 'prompt',
      injectRegister: false,
      manifest: {
        name: 'Tidemark',
        short_name: 'Tidemark',
        description: 'An offline-first point of sale',
        display: 'standalone',
        start_url: '/',
        background_color: '#f4f6f5',
        theme_color: '#0a6652',
        icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any maskable' }],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg}'],
        globIgnores: ['embed/**'],
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [/^\/(api|webhooks|metrics|healthz|readyz|embed)/],
        runtimeCaching: [
          {
            urlPattern: ({ request }) => request.destination === 'image',
            handler: 'StaleWhileRevalidate',
            options: {
              cacheName: 'pictures',
              expiration: { maxEntries: 5000 },
              cacheableResponse: { statuses: [0, 200] },
            },
          },
        ],
      },
    }),
  ],
});
