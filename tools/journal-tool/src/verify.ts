/**
 * `npm run verify-journal -- FILE` verifies an exported journal. It needs only the file; `--keys` names a file with
 * public keys from elsewhere. Exits with 0 if the journal is whole, 1 if it is not, 2 if it could not be read.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  NotAnExport,
  readKeys,
  readServerKeys,
  verifyExport,
  type KeysFromElsewhere,
} from '@tidemark/journal';
import { linesOf, UnreadableFile } from './lines.ts';
import { exitCode, reportText } from './report-text.ts';
import { typedPath } from './typed-path.ts';

const usage = `usage: npm run verify-journal -- FILE [--keys KEYS.json] [--json]
  FILE         a journal, as npm run export-journal writes it
  --keys FILE  the public keys of tills and server, from npm run export-journal -- --format keys
  --json       the report as JSON`;

interface Options {
  readonly file: string;
  readonly keys?: string;
  readonly json: boolean;
}

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (!options) {
    console.error(usage);
    return 2;
  }
  try {
    const keys = options.keys === undefined ? undefined : await keysIn(options.keys);
    const pieces: AsyncIterable<Buffer> = createReadStream(typedPath(options.file));
    const report = await verifyExport(linesOf(pieces), keys);
    console.log(options.json ? JSON.stringify(report, undefined, 2) : reportText(report));
    return exitCode(report);
  } catch (error) {
    if (!isAboutFile(error)) throw error;
    console.error(`${options.file} cannot be verified: ${error.message}`);
    return 2;
  }
}

function readOptions(args: readonly string[]): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { keys: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    const [file, ...rest] = positionals;
    if (file === undefined || rest.length > 0) return undefined;
    return { file, json: values.json, ...(values.keys === undefined ? {} : { keys: values.keys }) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(error.message);
    return undefined;
  }
}

/** The keys in a file. @throws UnreadableFile if it has no list of keys. */
async function keysIn(file: string): Promise<KeysFromElsewhere> {
  const text = await readFile(typedPath(file), 'utf8');
  const list = listIn(text);
  const tills = readKeys(list);
  if (!tills) throw new UnreadableFile(`there is no list of keys in ${file}`);
  return { tills, servers: readServerKeys(list) };
}

function listIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether the file, not this program, is at fault. */
function isAboutFile(error: unknown): error is Error {
  return (
    error instanceof NotAnExport ||
    error instanceof UnreadableFile ||
    (error instanceof Error && 'syscall' in error && 'code' in error)
  );
}
