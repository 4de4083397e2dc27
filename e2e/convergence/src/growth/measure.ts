/** Measures one size, in a process with a heap of its own. Prints what each operation took, as JSON. */
import { medianMs } from './operation.ts';
import { plainRowMs } from './plain-limit.ts';
import { serverOperations } from './server-operations.ts';
import { sizeAt } from './shop-of-size.ts';
import { Stage } from './stage.ts';
import { tillOperations } from './till-operations.ts';

const factor = Number(process.argv[2]);
const only = process.argv[3] ?? '';
const size = sizeAt(factor);
const say = (line: object) => console.log(JSON.stringify(line));

say({ limitMs: plainRowMs(size.products + 3 * size.sales) });
await using stage = await Stage.open(size);
for (const operation of (await serverOperations(stage, size)).filter(isWanted)) await report(operation);
const till = await stage.till();
for (const operation of tillOperations(stage, till, size).filter(isWanted)) await report(operation);
await till[Symbol.asyncDispose]();

function isWanted({ name }: { readonly name: string }): boolean {
  return name.includes(only);
}

async function report(operation: Parameters<typeof medianMs>[0]): Promise<void> {
  const { name, growth } = operation;
  say({ name, growth, ms: await medianMs(operation) });
}
