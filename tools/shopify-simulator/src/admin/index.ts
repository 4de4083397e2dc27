import { existsSync, readFileSync } from 'node:fs';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css',
  js: 'text/javascript',
};

/** Serves the admin page, plain files of this folder that call the control routes; undefined for other paths. */
export function adminResponse(path: string): Response | undefined {
  const name = path === '/' || path === '/admin' ? 'admin.html' : /^\/([a-z-]+\.(?:css|js))$/.exec(path)?.[1];
  const file = name && new URL(name, import.meta.url);
  if (!file || !existsSync(file)) return undefined;
  const type = types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  return new Response(readFileSync(file), { headers: { 'content-type': type, 'cache-control': 'no-cache' } });
}
