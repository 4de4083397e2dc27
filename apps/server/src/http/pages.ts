import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';

/** The till as a web app, and the elements for other pages. */
export function pages(folder: string): Router {
  const router = Router();
  router.use((req, res, next) => {
    // A till in another site's page asks for the newest version.
    if (req.path.startsWith('/embed/') || req.path === '/version.json')
      res
        .setHeader('Access-Control-Allow-Origin', '*')
        .setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    next();
  });
  router.use(
    express.static(folder, {
      setHeaders: (res, path) => {
        const isHashed = path.includes(`${join('assets', '')}`);
        res.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  router.get(/^\/(?!api\/|webhooks\/|embed\/|assets\/|[^/]+\.[a-z]+$)/, (_req, res) => {
    const index = join(folder, 'index.html');
    if (existsSync(index)) res.setHeader('Cache-Control', 'no-cache').sendFile(index);
    else res.status(503).type('text/plain').send('The till is not built yet: run "npx nx build pos".');
  });
  return router;
}
