/**
 * `npm run export-journal -- --data DIR` exports the journal of a shop. Reads the mirror's file and never writes it.
 * Exits with 0 after an export, 1 if it was not possible, 2 for an invalid command.
 */
import { once } from 'node:events';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { makePrivate } from '@tidemark/mirror';
import { MirrorFile, NoMirror } from './mirror-file.ts';
import { typedPath } from './typed-path.ts';
import { formats, writeExport, type ExportWish, type Format, type Write } from './write-export.ts';

const usage = `usage: npm run export-journal -- [--data DIR] [--shop x.myshopify.com] [options]
  --data DIR       the folder that has mirror.sqlite; DATA_DIR, or data
  --shop SHOP      needed where the mirror has several
  --till ID        of one till
  --location ID    of one location
  --from TIME      from this time on: 2026-01-01, or 2026-01-01T00:00:00+01:00; UTC where nothing is said
  --to TIME        before this time
  --format FORMAT  jsonl, which can be verified; csv; keys, the public keys alone
  --out FILE       where to; the terminal, or a pipe
  --force          replaces a file that is there`;

interface Options {
  readonly dataDir: string;
  readonly shop?: string;
  readonly wish: Omit<ExportWish, 'shop'>;
  readonly out?: string;
  readonly force: boolean;
}

/** A request that cannot be fulfilled. */
class Refused extends Error {}

makePrivate();
// The reader of a pipe may stop reading.
process.stdout.on('error', () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args, new Date());
  if (!options) {
    console.error(usage);
    return 2;
  }
  try {
    using mirror = MirrorFile.open(options.dataDir);
    if (mirror.name !== 'mirror.sqlite')
      console.error(`A server is running on this mirror, so its newest backup is exported: ${mirror.name}`);
    const wish = { ...options.wish, shop: shopOf(mirror, options.shop) };
    const { records, unsigned } = await writeOut(options, write => writeExport(mirror, wish, write));
    if (wish.format !== 'keys') console.error(`${records} records, and ${unsigned} sales without a journal`);
    if (mirror.unreadable > 0)
      console.error(`${mirror.unreadable} rows of the mirror hold no record, and are not in it`);
    return 0;
  } catch (error) {
    if (!isAboutFiles(error)) throw error;
    console.error(error.message);
    return 1;
  }
}

function readOptions(args: readonly string[], now: Date): Options | undefined {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...{ data: text, shop: text, till: text, location: text, from: text, to: text, format: text },
        ...{ out: text, force: { type: 'boolean', default: false } },
      },
    });
    const { data, shop, till, location, out, force, format = 'jsonl' } = values;
    if (!isFormat(format)) throw new TypeError(`There is no format ${format}`);
    const [from, to] = [instantOf(values.from), instantOf(values.to)];
    const filter = {
      ...(till === undefined ? {} : { till }),
      ...(location === undefined ? {} : { location }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    return {
      dataDir: data === undefined ? process.env['DATA_DIR'] || 'data' : typedPath(data),
      ...{ wish: { filter, format, exportedAt: now.toISOString() }, force },
      ...(shop === undefined ? {} : { shop }),
      ...(out === undefined ? {} : { out: typedPath(out) }),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(error.message);
    return undefined;
  }
}

function isFormat(text: string): text is Format {
  return (formats as readonly string[]).includes(text);
}

/** The time in UTC. @throws TypeError for a text that is not a time. */
function instantOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  // JavaScript reads a time without an offset in this machine's time zone; here it is UTC.
  const isLocal = /T[\d:.]+$/.test(text);
  const time = Date.parse(isLocal ? `${text}Z` : text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(time))
    throw new TypeError(`${text} is no time of ISO 8601`);
  return new Date(time).toISOString();
}

function shopOf(mirror: MirrorFile, asked: string | undefined): string {
  const shops = mirror.shops();
  const [only, ...others] = shops;
  if (asked === undefined && only !== undefined && others.length === 0) return only;
  if (asked !== undefined && shops.includes(asked)) return asked;
  const problem = asked === undefined ? '--shop is missing' : `There is no shop ${asked} in ${mirror.name}`;
  throw new Refused(`${problem}. Shops: ${shops.join(', ') || 'none'}`);
}

/** Runs `produce` with the output to write to. An unfinished file is removed. */
async function writeOut<T>({ out, force }: Options, produce: (write: Write) => Promise<T>): Promise<T> {
  if (out === undefined) return produce(toTerminal);
  const file = openSync(out, force ? 'w' : 'wx');
  try {
    return await produce(async text => void writeAll(file, text));
  } catch (error) {
    rmSync(out, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length;) from += writeSync(file, bytes, from);
}

async function toTerminal(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function isAboutFiles(error: unknown): error is Error {
  return (
    error instanceof Refused ||
    error instanceof NoMirror ||
    (error instanceof Error && 'syscall' in error && 'code' in error)
  );
}
