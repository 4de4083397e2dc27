// Runs on any Node from 20 with nothing installed: installs what is missing, then runs the command on Tidemark's Node.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPlan } from './install-plan.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const command = process.argv[2];
const windows = process.platform === 'win32';
const mains = {
  start: 'tools/start/src/start.ts',
  test: 'tools/start/src/test.ts',
  bench: 'tools/start/src/bench.ts',
  doctor: 'apps/server/src/doctor/main.ts',
  restore: 'tools/restore/src/main.ts',
  move: 'tools/restore/src/move.ts',
  conformance: 'tools/conformance/src/main.ts',
  'export-journal': 'tools/journal-tool/src/export.ts',
  'verify-journal': 'tools/journal-tool/src/verify.ts',
  proof: 'tools/start/src/proof.ts',
  browsers: 'e2e/engines/src/main.ts',
  growth: 'e2e/convergence/src/growth/run.ts',
  kill: 'e2e/process/src/kill/kill.ts',
  failover: 'e2e/process/src/failover/failover.ts',
  pictures: 'e2e/browser/src/shop/pictures.ts',
  sim: 'e2e/convergence/src/world/run/run.ts',
  models: 'tools/workspace/src/models/check.ts',
  'sim:rxdb': 'e2e/rxdb/src/world/run.ts',
};
/** Commands that run without the development dependencies. */
const needLittle = new Set([
  'start',
  'doctor',
  'restore',
  'move',
  'conformance',
  'export-journal',
  'verify-journal',
]);
if (!(command in mains)) {
  console.error(`usage: node tools/start/bootstrap.mjs ${Object.keys(mains).join('|')}`);
  process.exit(2);
}

const packagesIn = file =>
  existsSync(join(root, file)) ? JSON.parse(readFileSync(join(root, file), 'utf8')).packages : undefined;
const plan = installPlan(
  packagesIn('package-lock.json'),
  packagesIn('node_modules/.package-lock.json'),
  !needLittle.has(command),
);
if (plan) {
  console.log(`Installing what Tidemark needs (npm ${plan[0]}) …`);
  const { status } = spawnSync('npm', plan, { cwd: root, stdio: 'inherit', shell: windows });
  if (status !== 0) {
    console.error(`npm ${plan[0]} did not succeed: see above.`);
    process.exit(1);
  }
}

const bin = join(root, 'node_modules', '.bin');
const own = join(bin, windows ? 'node.exe' : 'node');
const node = existsSync(own) ? own : process.execPath;
if (node === process.execPath && Number(process.versions.node.split('.')[0]) < 26) {
  console.error(
    `There is no Node 26 from npm for ${process.platform} ${process.arch}. Install Node 26 and try again.`,
  );
  process.exit(1);
}
const child = spawn(node, [join(root, mains[command]), ...process.argv.slice(3)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
});
// A terminal sends Ctrl-C to the child as well; this process only waits for the child's exit.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
