/**
 * `npm run proof [words]`: runs the proofs that `npm test` has no time for, one after the other, or those with one of
 * the words in their name. Takes hours. Ends with one line for each.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const npm = (...args: readonly string[]) => ['npm', ['run', ...args]] as const;
const proofs = {
  browsers: npm('browsers'),
  conformance: ['npx', ['vitest', 'run', '--project', 'convergence', 'conformance']],
  growth: npm('growth'),
  models: npm('models'),
  kill: npm('kill', '--', '--rounds', '50'),
  failover: npm('failover'),
  crash: npm('test:crash', '-w', '@tidemark/chunklog-storage'),
  'sim-rxdb': npm('sim:rxdb', '--', '--seeds', '5000'),
  'sim-mirror': npm('sim', '--', '--seeds', '5000', '--scene', 'mirror'),
  'sim-selling': npm('sim', '--', '--seeds', '5000'),
} as const;

const words = process.argv.slice(2);
const chosen = Object.entries(proofs).filter(
  ([name]) => words.length === 0 || words.some(word => name.includes(word)),
);
if (chosen.length === 0) {
  console.error(`There is no such proof. There are: ${Object.keys(proofs).join(', ')}.`);
  process.exit(2);
}
build();
const lines = chosen.map(([name, [command, args]]) => {
  console.log(`\n== ${name}`);
  const began = Date.now();
  const isProven = run(command, args);
  if (!isProven) process.exitCode = 1;
  return `${isProven ? '✓' : '✗'} ${name} (${Math.round((Date.now() - began) / 1000)} s)`;
});
console.log(`\n${lines.join('\n')}`);

/** Builds the till, which the browsers load. */
function build(): void {
  if (!run('npm', ['run', 'build', '-w', '@tidemark/pos'])) process.exit(1);
}

function run(command: string, args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NX_DAEMON: 'false' },
    shell: process.platform === 'win32',
  });
  return status === 0;
}
