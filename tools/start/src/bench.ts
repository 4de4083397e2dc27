/** `npm run bench`: all benchmarks in turn. Each prints its numbers as ratios to a limit measured in the same run. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const files = globSync('{libs,apps,e2e}/**/*.bench.ts', {
  cwd: root,
  exclude: name => name.includes('node_modules'),
}).sort();
for (const file of files) {
  console.log(`\n== ${file}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', file], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
