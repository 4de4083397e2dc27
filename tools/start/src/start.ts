/** `npm start`: a demo shop, the server that mirrors it, and the till. With SHOPIFY_SHOP or CONNECT_SHOPS: the real shops' server. */
import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { answers, Children, isFree } from './children.ts';
import { newestIn } from './newest.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const env = process.env;
const port = Number(env['PORT'] ?? 4000);
const simulatorPort = Number(env['SIMULATOR_PORT'] ?? 4001);
const products = env['DEMO_PRODUCTS'] ?? '500';
const isDemo = !env['SHOPIFY_SHOP'] && !env['CONNECT_SHOPS'];
const dataDir = env['DATA_DIR'] ?? join(root, 'data');

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
  // The server reads the built till when it starts.
  const [demo] = await Promise.all([isDemo ? startShop() : {}, buildTill()]);
  await startServer(demo);
  tell();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  await children.stop();
  process.exit(1);
}

async function buildTill(): Promise<void> {
  const built = join(root, 'apps/pos/dist/index.html');
  // Any library counts: a needless build after a change of one that the till does not use does no harm.
  const sources = ['apps/pos', 'libs'];
  if (
    existsSync(built) &&
    statSync(built).mtimeMs >= Math.max(...sources.map(each => newestIn(join(root, each))))
  )
    return;
  console.log('Building the till …');
  const build = promisify(execFile)('npm', ['run', 'build', '-w', '@tidemark/pos'], {
    cwd: root,
    shell: process.platform === 'win32',
  });
  await build.catch((error: { stdout?: string; stderr?: string }) => {
    throw new Error(`${error.stdout ?? ''}${error.stderr ?? ''}The till could not be built.`);
  });
}

async function mustBeFree(wanted: number, variable: string): Promise<void> {
  if (await isFree(wanted)) return;
  console.error(
    `Port ${wanted} is taken. Set ${variable} to another one: ${variable}=${wanted + 10} npm start`,
  );
  process.exit(1);
}

/** Starts the demo shop. @returns The environment with which a server reaches it. */
async function startShop(): Promise<Readonly<Record<string, string>>> {
  // A demo shop of another size is another shop, with its own mirror.
  const folder = join(dataDir, `demo-${products}`);
  const origin = `http://127.0.0.1:${simulatorPort}`;
  children.start('simulator', [join(root, 'tools/shopify-simulator/src/main.ts')], {
    SIMULATOR_PORT: String(simulatorPort),
    DEMO_PRODUCTS: products,
    DATA_DIR: folder,
  });
  await answers(`${origin}/_sim/report`, 60_000);
  return { SHOPIFY_API_ORIGIN: origin, DATA_DIR: folder };
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
    `  More shops http://127.0.0.1:${port}/auth/shopify  (connect one as its owner does; any name will do)`,
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
