/**
 * The server process with a large shop: its import, compared with downloading the same files and parsing each line;
 * then its pages over HTTP, compared with reading the same rows from SQLite.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createProbe, type AddressInfo, type Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { protocolHeader, protocolVersion, type SessionResponse } from '@tidemark/protocol';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const products = Number(process.env['BENCH_PRODUCTS'] ?? 25_000);
/** Documents that a till asks for at once. */
const pageSize = 1000;
const pullRounds = 3;
const patienceMs = 900_000;
const shop = 'tidemark-demo.myshopify.com';
const folder = mkdtempSync(join(tmpdir(), 'server-bench-'));

type Log = Readonly<Record<string, unknown>> & { readonly msg: string; readonly time: number };

/** Starts a process of ours; returns it with its log. */
function start(main: string, env: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const child = spawn(process.execPath, [...args, root + main], {
    cwd: root,
    env: { ...process.env, HOST: '127.0.0.1', DATA_DIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const logs: Log[] = [];
  createInterface({ input: child.stdout }).on('line', line => {
    if (line.startsWith('{')) logs.push(JSON.parse(line) as Log);
  });
  const until = async <T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> => {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (child.exitCode !== null) throw new Error(`${main} ended before ${what}`);
      if (Date.now() > deadline) throw new Error(`${main}: no ${what} within ${patienceMs / 1000} s`);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  };
  return {
    pid: child.pid ?? 0,
    answers: (url: string) =>
      until(`an answer at ${url}`, () =>
        fetch(url).then(
          response => response.ok || undefined,
          () => undefined,
        ),
      ),
    logged: (msg: string) => until(msg, () => logs.find(each => each.msg === msg)),
    stop: () =>
      new Promise<void>(resolve => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

type Listening = Pick<NetServer, 'once' | 'listen' | 'address'>;

async function freePort(): Promise<number> {
  const probe = createProbe();
  const port = await listen(probe);
  await new Promise(resolve => probe.close(resolve));
  return port;
}

function listen(server: Listening): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** One bulk operation, from its start to the start of the next step. */
interface Phase {
  readonly kind: string;
  file: string | undefined;
  size: number;
  /** When the server asked for the file, with the file complete. */
  askedAt: number;
  endedAt: number;
}

/**
 * A proxy between server and simulator that has each bulk file complete before the server gets its first byte, as
 * Shopify does: the time of making the file does not count.
 */
class FileStore {
  readonly phases: Phase[] = [];
  readonly server = createServer((request, response) => {
    this.#answer(request).then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      (error: unknown) => response.writeHead(502).end(String(error)),
    );
  });
  readonly #files = new Map<string, Buffer>();
  readonly #simulator: string;

  constructor(simulator: string) {
    this.#simulator = simulator;
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; type: string; body: Buffer | string }> {
    const path = request.url ?? '/';
    const known = this.#files.get(path);
    if (known) return { status: 200, type: 'application/jsonl', body: known };
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = Buffer.concat(chunks);
    this.#note(asked.toString());
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const answer = await fetch(this.#simulator + path, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(asked.length > 0 ? { body: asked } : {}),
    });
    const type = answer.headers.get('content-type') ?? 'application/json';
    const body = Buffer.from(await answer.arrayBuffer());
    const phase = this.phases.at(-1);
    if (!path.startsWith('/_bulk/') || !phase)
      return { status: answer.status, type, body: body.toString().replaceAll(this.#simulator, this.origin) };
    this.#files.set(path, body);
    phase.file = path;
    phase.size = body.length;
    phase.askedAt = performance.now();
    return { status: answer.status, type, body };
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  #note(text: string): void {
    if (!text.includes('bulkOperationRunQuery')) return;
    this.end();
    const kind = /\{\s*(\w+)/.exec(
      String((JSON.parse(text) as { variables?: { query?: string } }).variables?.query),
    )?.[1];
    this.phases.push({ kind: kind ?? '?', file: undefined, size: 0, askedAt: 0, endedAt: 0 });
  }

  end(): void {
    const open = this.phases.at(-1);
    if (open && open.endedAt === 0) open.endedAt = performance.now();
  }
}

/** The peak memory of a process, in MB; undefined if the system does not say. */
function peakMemory(pid: number): number | undefined {
  const file = `/proc/${pid}/status`;
  const found = existsSync(file) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8')) : undefined;
  return found ? Math.round(Number(found[1]) / 1024) : undefined;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
const rate = (count: number, ms: number) => `${Math.round((count / ms) * 1000).toLocaleString('en')}/s`;

/** The fastest round of each collection and encoding, in milliseconds. */
const pulled = new Map<string, number>();
let locationId = '';

const simulatorPort = await freePort();
const simulatorOrigin = `http://127.0.0.1:${simulatorPort}`;
const simulator = start('tools/shopify-simulator/src/main.ts', {
  SIMULATOR_PORT: String(simulatorPort),
  DEMO_PRODUCTS: String(products),
});
await simulator.answers(`${simulatorOrigin}/_sim/report`);
const files = new FileStore(simulatorOrigin);
await listen(files.server);

const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
const profile = process.env['BENCH_PROFILE'];
const began = performance.now();
const server = start(
  'apps/server/src/main.ts',
  { PORT: String(port), SHOPIFY_API_ORIGIN: files.origin, LOG_LEVEL: 'info' },
  profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
);
const [importBegan, importEnded] = [
  await server.logged('import-started'),
  await server.logged('import-finished'),
];
files.end();
const importPeak = peakMemory(server.pid);
const imported = [...files.phases];
console.log(
  `import of ${products.toLocaleString('en')} products, ${seconds(performance.now() - began)} after the start of the server`,
);

for (const { kind, file, size, askedAt, endedAt } of imported) {
  if (file === undefined) continue;
  const ms = endedAt - askedAt;
  const { lines, children, limitMs } = await limitOf(files.origin + file);
  const roots = lines - children;
  console.log(
    `  ${kind}: ${roots.toLocaleString('en')} and ${children.toLocaleString('en')} children in ${seconds(ms)} after the file was there: ` +
      `${rate(roots, ms)} and ${rate(children, ms)}, ${megabytes(size)}; ratio to download and JSON.parse (${seconds(limitMs)}): ${(ms / limitMs).toFixed(1)}`,
  );
}
console.log(
  `  whole import: ${seconds(importEnded.time - importBegan.time)}, with the simulator making its files`,
);
await server.logged('audit-finished');
console.log(
  `  peak memory of the server: ${importPeak ?? '?'} MB at its end, ${peakMemory(server.pid) ?? '?'} MB after the audit that follows`,
);

for (const collection of ['products', 'inventoryLevels']) await benchPull(collection);
await server.stop();
for (const collection of ['products', 'inventoryLevels']) benchRows(collection);
await simulator.stop();
files.server.close();
files.server.closeAllConnections();
rmSync(folder, { recursive: true, force: true });

/** The lower limit: the same file downloaded, split into lines and parsed, and nothing else. */
async function limitOf(url: string): Promise<{ lines: number; children: number; limitMs: number }> {
  const startedAt = performance.now();
  const decoder = new TextDecoder();
  let [lines, children, rest] = [0, 0, ''];
  for await (const chunk of (await fetch(url)).body ?? []) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const row = JSON.parse(part) as object;
      lines++;
      if ('__parentId' in row) children++;
    }
  }
  return { lines, children, limitMs: performance.now() - startedAt };
}

/** Pulls a whole collection in pages, one after the other, as a till does. */
async function benchPull(collection: string): Promise<void> {
  const headers = { 'content-type': 'application/json', [protocolHeader]: String(protocolVersion) };
  const body = JSON.stringify({
    shop,
    staff: 'demo',
    pin: '1234',
    till: { id: 'bench-till' },
  });
  const signedIn = await fetch(`${origin}/api/session`, { method: 'POST', headers, body });
  const { token, location } = (await signedIn.json()) as SessionResponse;
  locationId = location.id;
  for (const encoding of ['identity', 'gzip', 'br', 'zstd']) {
    const times = [];
    let [pages, documents, bytes] = [0, 0, 0];
    for (let round = 0; round < pullRounds; round++) {
      [pages, documents, bytes] = [0, 0, 0];
      const startedAt = performance.now();
      for (let checkpoint: string | undefined, done = false; !done; pages++) {
        const from = checkpoint === undefined ? '' : `&checkpoint=${encodeURIComponent(checkpoint)}`;
        const answer = await fetch(`${origin}/api/replication/${collection}/pull?limit=${pageSize}${from}`, {
          headers: { ...headers, authorization: `Bearer ${token}`, 'accept-encoding': encoding },
        });
        const text = await answer.text();
        if (!answer.ok) throw new Error(`${answer.status} ${text}`);
        const place = placeOf(text);
        ({ checkpoint } = place);
        done = place.digest !== undefined;
        documents = place.digest?.count ?? 0;
        bytes += text.length;
      }
      times.push(performance.now() - startedAt);
    }
    const ms = Math.min(...times);
    pulled.set(`${collection} ${encoding}`, ms);
    console.log(
      `pages of ${collection} over HTTP, ${encoding}: ${rate(pages, ms)} (${pages} pages of ${pageSize}), ${rate(documents, ms)} documents, ${megabytes(bytes)} in ${seconds(ms)}`,
    );
  }
}

/** The part of a page after its documents, without parsing them. */
function placeOf(text: string): { checkpoint: string; digest?: { count: number } } {
  return JSON.parse(`{${text.slice(text.lastIndexOf('"checkpoint":'))}`) as ReturnType<typeof placeOf>;
}

/** Reads the same rows directly from the file, in pages of the same size. */
function benchRows(collection: string): void {
  const database = new DatabaseSync(join(folder, 'mirror.sqlite'), { readOnly: true });
  const select = database.prepare(
    `select seq, body from document where shop = '${shop}' and collection = ? and scope = ? and seq > ? order by seq limit ?`,
  );
  const scope = collection === 'inventoryLevels' ? locationId : '';
  const times = [];
  for (let round = 0; round < pullRounds; round++) {
    const startedAt = performance.now();
    for (let seq = -1, rows; (rows = select.all(collection, scope, seq, pageSize)).length > 0;)
      seq = Number(rows.at(-1)?.['seq']);
    times.push(performance.now() - startedAt);
  }
  database.close();
  const ms = Math.min(...times);
  const ratios = ['identity', 'gzip', 'br', 'zstd'].map(
    encoding => `${encoding} ${((pulled.get(`${collection} ${encoding}`) ?? 0) / ms).toFixed(1)}`,
  );
  console.log(`rows of ${collection} from SQLite alone: ${seconds(ms)}; ratios: ${ratios.join(', ')}`);
}
