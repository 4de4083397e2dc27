import { readFileSync } from 'node:fs';

const files: Readonly<Record<string, { name: string; type: string }>> = {
  '/': { name: 'admin.html', type: 'text/html; charset=utf-8' },
  '/admin': { name: 'admin.html', type: 'text/html; charset=utf-8' },
  '/admin.css': { name: 'admin.css', type: 'text/css' },
  '/admin.js': { name: 'admin.js', type: 'text/javascript' },
};

/** The simulated shop's admin page: plain files, talking to the control routes. */
export function adminResponse(path: string): Response | undefined {
  const file = files[path];
  if (!file) return undefined;
  const body = readFileSync(new URL(file.name, import.meta.url));
  return new Response(body, { headers: { 'content-type': file.type, 'cache-control': 'no-cache' } });
}
