/**
 * `npm run bench [words]`: runs all benchmarks in turn, or those with one of the words in their path, on a newly built
 * till. Each prints its numbers as ratios to a limit measured in the same run. `BENCH_PRODUCTS` sizes the shop (default
 * 25,000).
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const words = process.argv.slice(2);
const files = globSync('{libs,apps,e2e}/**/*.bench.ts', {
  cwd: root,
  exclude: name => name.includes('node_modules'),
})
  .filter(file => words.length === 0 || words.some(word => file.includes(word)))
  .sort();

if (files.length === 0) fail(`no benchmark has one of these words in its path: ${words.join(', ')}`);
const build = spawnSync('npm', ['run', 'build', '-w', '@tidemark/pos'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, NX_DAEMON: 'false' },
  shell: process.platform === 'win32',
});
if (build.status !== 0) fail('the till could not be built: npm run build -w @tidemark/pos says why');
for (const file of files) {
  console.log(`\n== ${file}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', file], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

function fail(why: string): never {
  console.error(why);
  process.exit(1);
}
