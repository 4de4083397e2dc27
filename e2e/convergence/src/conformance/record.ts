/** Records the traces of docs/protocol.md anew: node e2e/convergence/src/conformance/record.ts [name …] */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { record, situations } from './situations.ts';
import { traceText, withTraces } from './trace.ts';

const file = fileURLToPath(new URL('../../../../docs/protocol.md', import.meta.url));
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(situations);
const texts = new Map<string, string>();
for (const name of names) texts.set(name, traceText(await record(name)));
writeFileSync(file, withTraces(readFileSync(file, 'utf8'), texts));
console.log(`${texts.size} traces recorded`);
