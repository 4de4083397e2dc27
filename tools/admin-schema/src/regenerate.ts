/**
 * Regenerates `admin_2026-10.json.gz` from the npm package `@shopify/dev-mcp` (ISC, Shopify Inc.):
 *
 *     npm pack @shopify/dev-mcp@1.16.0 && tar xzf shopify-dev-mcp-1.16.0.tgz
 *     node src/regenerate.ts package/dist/data/admin_2026-10.json.gz
 *
 * It omits descriptions and Shopify's extra keys (access scopes): 11 MB become 4 MB, 200 KB compressed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

const source = process.argv[2];
if (!source) throw new Error('usage: node src/regenerate.ts path/to/admin_2026-10.json.gz');

const leftOut = new Set([
  'description',
  'requiredAccess',
  'isProtected',
  'protectedSubject',
  'protectedContent',
  'accessRestricted',
]);
const { data } = JSON.parse(gunzipSync(readFileSync(source)).toString('utf8')) as { data: unknown };
const lean = JSON.stringify(data, (key, value: unknown) => (leftOut.has(key) ? undefined : value));
writeFileSync(new URL('../admin_2026-10.json.gz', import.meta.url), gzipSync(lean, { level: 9 }));
