/**
 * Compares the simulator with recordings of real shops and Shopify's documented samples, which are not part of this
 * repository: `node src/calibrate/calibrate.ts FOLDER`. FOLDER has `query-cost/*.jsonl` (one JSON a line: query,
 * variables, requestedQueryCost), `webhook-samples-*` (topic folders of JSON with the sample under `response`) and
 * `recorded-admin-graphql` (calls with query, variables and response).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adminSchema } from '@tidemark/admin-schema';
import { getOperationAST, parse, validate } from 'graphql';
import { compareKeys } from './calibrate-keys.ts';
import { calibrateRefusals } from './calibrate-refusals.ts';
import { requestedCost } from '../api/cost.ts';
import { sampleBodies } from './calibrate-bodies.ts';

const folder = process.argv[2];
if (!folder) throw new Error('usage: node src/calibrate/calibrate.ts FOLDER');

interface Recorded {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly requestedQueryCost: number;
}

function costs(file: string): void {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const differing = new Map<string, string[]>();
  let agreeing = 0;
  for (const line of lines) {
    const { query, variables, requestedQueryCost } = JSON.parse(line) as Recorded;
    const document = parse(query);
    const operation = getOperationAST(document);
    if (!operation) continue;
    const ours = requestedCost(adminSchema(), document, operation, variables ?? {});
    if (ours === requestedQueryCost) {
      agreeing++;
      continue;
    }
    const isOther = validate(adminSchema(), document).length > 0;
    const kind = `${operation.operation}${isOther ? ' of another version' : ''}, ${ours < requestedQueryCost ? 'too low' : 'too high'}`;
    const told = `${operation.name?.value ?? 'unnamed'}: ${ours} instead of ${requestedQueryCost}`;
    differing.set(kind, [...(differing.get(kind) ?? []), told]);
  }
  const share = ((agreeing / lines.length) * 100).toFixed(1);
  console.log(`cost: ${agreeing} of ${lines.length} agree (${share} %)`);
  for (const [kind, all] of differing) console.log(`  ${kind}\n    ${all.join('\n    ')}`);
}

async function bodies(root: string): Promise<void> {
  const ours = await sampleBodies();
  let [known, same] = [0, 0];
  for (const [topic, body] of [...ours].sort()) {
    const file = join(root, `${topic}.json`);
    if (!existsSync(file)) {
      console.log(`  ${topic}: no sample`);
      continue;
    }
    const { response } = JSON.parse(readFileSync(file, 'utf8')) as { response: unknown };
    const theirs: unknown = typeof response === 'string' ? JSON.parse(response) : response;
    const { missing, extra, shared } = compareKeys(theirs, JSON.parse(body));
    known += missing.length + shared;
    same += shared;
    if (missing.length + extra.length === 0) console.log(`  ${topic}: the same ${shared} keys`);
    else {
      console.log(`  ${topic}: ${shared} the same`);
      if (missing.length > 0) console.log(`    missing: ${missing.join(', ')}`);
      if (extra.length > 0) console.log(`    extra: ${extra.join(', ')}`);
    }
  }
  console.log(`webhook bodies: ${same} of ${known} documented keys`);
}

for (const name of readdirSync(join(folder, 'query-cost'))) costs(join(folder, 'query-cost', name));
for (const name of readdirSync(folder).filter(each => each.startsWith('webhook-samples')))
  await bodies(join(folder, name));
await calibrateRefusals(join(folder, 'recorded-admin-graphql'));
