import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binariesFromNpm, linkLibraries } from './testing-binaries.ts';

/**
 * A process of its own that keeps one PostgreSQL for tests. It says the server's port on a line, and ends it when its own
 * input ends: also when the tests are killed, no server and no file stays behind.
 */

/** PostgreSQL refuses to run as root: the user "nobody" then does. */
const nobody = 65_534;
const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

const binaries = binariesFromNpm();
if (!binaries) throw new Error('npm brought no PostgreSQL for this machine');
const home = mkdtempSync(join(tmpdir(), 'tidemark-postgres-'));
let server: ChildProcess | undefined;
let isOver = false;

// An interrupt from the terminal goes to all processes; this one waits until the tests are over.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', end);
process.stdin.on('end', end).on('error', end).resume();
// Who would read the port may be gone already.
process.stdout.on('error', end);
process.on('exit', () => {
  server?.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

try {
  chmodSync(home, 0o755);
  const [libraries, data] = [join(home, 'lib'), join(home, 'data')];
  linkLibraries(binaries.libraries, libraries);
  mkdirSync(data, { mode: 0o700 });
  if (user.uid !== undefined) chownSync(data, user.uid, user.gid);
  const path = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  const run = { ...user, cwd: home, env: { ...process.env, [path]: libraries, LC_ALL: 'C', TZ: 'UTC' } };
  const made = spawnSync(
    binaries.initdb,
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...run, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  const port = await freePort();
  const settings = [
    ...[`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=100'],
    // Tests lose nothing in a power cut.
    ...['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=64MB'],
    ...['log_min_messages=fatal', 'autovacuum_naptime=10s'],
  ];
  server = spawn(binaries.postgres, ['-D', data, ...settings.flatMap(each => ['-c', each])], {
    ...run,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  server.on('exit', end);
  process.stdout.write(`${port}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  end();
}

function end(): void {
  if (isOver) return;
  isOver = true;
  const running = server;
  if (!running || running.exitCode !== null || running.signalCode !== null) process.exit();
  running.on('exit', () => process.exit());
  // An immediate shutdown: the data are thrown away.
  running.kill('SIGQUIT');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
