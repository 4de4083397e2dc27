/**
 * `npm run growth`: what each operation of server and till costs in a small shop, one ten times as large and one a
 * hundred times, with as much more history; and whether it grows as `SPEC.md` allows. `--factors 1,10` measures smaller
 * shops, `--only sale` the operations with this in their names. Exits with 1 where the table does not hold.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Growth } from './operation.ts';
import { judge, tableOf, type Measured } from './verdict.ts';

const { values } = parseArgs({
  options: { factors: { type: 'string', default: '1,10,100' }, only: { type: 'string', default: '' } },
});
const factors = values.factors.split(',').map(Number);
const measured = new Map<string, { growth: Growth; ms: number[] }>();
const limits: number[] = [];

for (const factor of factors) {
  console.log(`measuring a shop ${factor} × as large …`);
  await measure(factor);
}
const limit = (limits.at(-1) ?? 1) / (limits[0] ?? 1);
const results = [...measured].map(([name, each]): Measured => ({ name, ...each }));
const verdicts = judge(results, factors, limit);
console.log(
  `\nA row of a plain SQLite file: ${limits.map(ms => ms.toFixed(4)).join(', ')} ms; ratio ${limit.toFixed(2)}\n`,
);
console.log(tableOf(verdicts, factors));
const broken = verdicts.filter(({ holds }) => !holds);
console.log(broken.length === 0 ? '\nThe table holds.' : `\n${broken.length} do not hold.`);
if (broken.length > 0) process.exitCode = 1;

async function measure(factor: number): Promise<void> {
  const script = fileURLToPath(new URL('./measure.ts', import.meta.url));
  const child = spawn(process.execPath, ['--max-old-space-size=12000', script, String(factor), values.only], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>(resolve => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const said = JSON.parse(line) as { limitMs: number } | { name: string; growth: Growth; ms: number };
    if ('limitMs' in said) limits.push(said.limitMs);
    else {
      const known = measured.get(said.name) ?? { growth: said.growth, ms: [] };
      known.ms.push(said.ms);
      measured.set(said.name, known);
      console.log(`  ${said.name}: ${said.ms.toFixed(2)} ms`);
    }
  }
  if ((await ended) !== 0) throw new Error(`a shop ${factor} × as large could not be measured`);
}
