/**
 * `npm run models [words]`: has SPIN look at every state of the models in `docs/models`, or of those whose name has one of
 * the words. Each must hold, and each planted fault must be found. Needs `spin` and a C compiler (Debian: spin, gcc).
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelIn, verdictIn, type Claim } from './model.ts';

/** A search that takes longer is one for a smaller model. */
const patienceMs = 600_000;
const depth = 1_000_000;

const folder = fileURLToPath(new URL('../../../../docs/models/', import.meta.url));
const words = process.argv.slice(2);
const names = globSync('*.pml', { cwd: folder })
  .map(file => basename(file, '.pml'))
  .filter(name => words.length === 0 || words.some(word => name.includes(word)))
  .sort();

if (names.length === 0) stop('There is no such model in docs/models.');
for (const [program, ask] of [
  ['spin', '-V'],
  ['gcc', '--version'],
] as const)
  if (spawnSync(program, [ask]).status !== 0)
    stop(`The models were not checked: there is no ${program}. Debian: apt-get install spin gcc.`);

for (const name of names) {
  const file = join(folder, `${name}.pml`);
  const { claims, properties } = modelIn(readFileSync(file, 'utf8'));
  for (const claim of claims) {
    const wanted = claim.fails === undefined ? 'holds' : 'fails';
    const looked = look(file, claim, claim.fails === undefined ? properties : [claim.fails]);
    const isRight = looked.every(({ verdict }) => verdict === wanted);
    if (!isRight) process.exitCode = 1;
    const found = looked.map(each => `${each.property} ${each.verdict} (${each.states} states)`).join(', ');
    console.log(`${isRight ? '✓' : '✗'} ${[name, ...claim.defined].join(' ')}: ${found}`);
  }
}

/** The verifier is made once for what is defined, and asked for each property. */
function look(file: string, { defined }: Claim, properties: readonly string[]) {
  const made = mkdtempSync(join(tmpdir(), 'models-'));
  try {
    run(made, 'spin', [...defined.map(name => `-D${name}`), '-a', file]);
    run(made, 'gcc', ['-O2', '-w', '-DNFAIR=4', '-o', 'pan', 'pan.c']);
    // Each process that can take a step takes one at some time (`-f`): the promise that a real machine makes, too.
    return properties.map(property => ({
      property,
      ...verdictIn(run(made, join(made, 'pan'), ['-a', '-f', `-m${depth}`, '-N', property])),
    }));
  } finally {
    rmSync(made, { recursive: true });
  }
}

function run(cwd: string, program: string, args: readonly string[]): string {
  const { status, signal, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: patienceMs,
  });
  if (status !== 0) stop(`${basename(program)} ended with ${status ?? signal}:\n${stdout}${stderr}`);
  return stdout;
}

function stop(why: string): never {
  console.error(why);
  process.exit(1);
}
