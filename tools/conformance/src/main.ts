/** npm run conformance: tries every rule of docs/protocol.md on a server, and prints which ones it keeps. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { parseArgs, promisify } from 'node:util';
import { exitCode, reportText } from './report.ts';
import { runChecks, type RunOptions } from './run.ts';

const usage = `npm run conformance -- --server URL --shop x.myshopify.com --staff NAME --pin PIN
  --write            may push carts (discarded ones)
  --write-sale       may push a sale of one cent, which becomes an order of the shop
  --change-command   a shell command that edits or deletes (its argument) a product, and prints the product's number
  --origin URL       an origin that the server lets in (its CORS list)
  --patience MS      how long a change may take to arrive; 10000
  --json             the results as JSON`;

const run = promisify(execFile);

const options = readOptions();
if (options === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const results = await runChecks(options.run);
  console.log(options.json ? JSON.stringify(results, undefined, 2) : reportText(results));
  process.exitCode = exitCode(results);
}

function readOptions(): { readonly run: RunOptions; readonly json: boolean } | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      options: {
        ...{ server: text, shop: text, staff: text, pin: text },
        ...{ 'change-command': text, origin: text, patience: text },
        ...{ write: flag, 'write-sale': flag, json: flag },
      },
    });
    const { server, shop, staff, pin, origin, patience } = values;
    if (!server || !shop || !staff || !pin || !URL.canParse(server)) return undefined;
    const command = values['change-command'];
    const patienceMs = Number(patience ?? 10_000);
    if (!(patienceMs > 0)) return undefined;
    return {
      json: values.json,
      run: {
        account: { server, shop, staff, pin },
        ...{ write: values.write, writeSale: values['write-sale'], patienceMs },
        ...(origin === undefined ? {} : { origin }),
        ...(command === undefined
          ? {}
          : { change: async kind => (await run('sh', ['-c', `${command} ${kind}`])).stdout.trim() }),
        newId: randomUUID,
        now: Date.now,
      },
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(error.message);
    return undefined;
  }
}
