/** The main job: a demo shop, the server that mirrors it, and the till. With SHOPIFY_SHOP: the real shop's server. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answers, Children, isFree } from './children.ts';
import { newestIn } from './newest.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const env = process.env;
const port = Number(env['PORT'] ?? 4000);
const simulatorPort = Number(env['SIMULATOR_PORT'] ?? 4001);
const products = env['DEMO_PRODUCTS'] ?? '500';
const isDemo = !env['SHOPIFY_SHOP'];
const dataDir = env['DATA_DIR'] ?? join(root, 'data');

buildTill();
await mustBeFree(port, 'PORT');
if (isDemo) await mustBeFree(simulatorPort, 'SIMULATOR_PORT');

const children = new Children();
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    console.log('\nStopping …');
    void children.stop().then(() => process.exit(0));
  });
}

try {
  if (isDemo) await startDemo();
  else await startServer({});
  tell();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  await children.stop();
  process.exit(1);
}

function buildTill(): void {
  const built = join(root, 'apps/pos/dist/index.html');
  const sources = ['apps/pos', 'libs/elements', 'libs/till', 'libs/protocol', 'libs/schema', 'libs/conflict'];
  if (
    existsSync(built) &&
    statSync(built).mtimeMs >= Math.max(...sources.map(each => newestIn(join(root, each))))
  )
    return;
  console.log('Building the till …');
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'build', '-w', '@tidemark/pos'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  console.error(stdout, stderr, 'The till could not be built.');
  process.exit(1);
}

async function mustBeFree(wanted: number, variable: string): Promise<void> {
  if (await isFree(wanted)) return;
  console.error(
    `Port ${wanted} is taken. Set ${variable} to another one: ${variable}=${wanted + 10} npm start`,
  );
  process.exit(1);
}

async function startDemo(): Promise<void> {
  // A shop of another size is another shop, with a mirror of its own.
  const folder = join(dataDir, `demo-${products}`);
  const origin = `http://127.0.0.1:${simulatorPort}`;
  children.start('simulator', [join(root, 'tools/shopify-simulator/src/main.ts')], {
    SIMULATOR_PORT: String(simulatorPort),
    DEMO_PRODUCTS: products,
    DATA_DIR: folder,
  });
  await answers(`${origin}/_sim/report`, 60_000);
  await startServer({ SHOPIFY_API_ORIGIN: origin, DATA_DIR: folder });
}

async function startServer(more: Readonly<Record<string, string>>): Promise<void> {
  children.start('server', [join(root, 'apps/server/src/main.ts')], {
    LOG_LEVEL: env['LOG_LEVEL'] ?? 'warn',
    PORT: String(port),
    ...more,
  });
  await answers(`http://127.0.0.1:${port}/readyz`, 60_000);
}

function tell(): void {
  const demo = [
    `  Sign in    shop tidemark-demo.myshopify.com · staff demo · PIN 1234`,
    `  Demo shop  http://localhost:${simulatorPort}  (change a price there, and watch the till)`,
  ];
  console.log(
    [
      '',
      `  Till       http://localhost:${port}`,
      ...(isDemo ? demo : []),
      '',
      '  Ctrl-C stops everything.',
      '',
    ].join('\n'),
  );
}
