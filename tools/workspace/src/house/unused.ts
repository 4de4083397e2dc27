import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** One unused thing, and its file. */
export interface Unused {
  readonly file: string;
  readonly what: string;
}

/**
 * Unused files, exports and dependencies, as knip finds them by `knip.json`.
 * @throws Error if knip itself fails.
 */
export function unusedIn(root: string): readonly Unused[] {
  const knip = join(root, 'node_modules/knip/bin/knip.js');
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [knip, '--no-progress', '--reporter', 'json'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  // 1 means issues; a higher status means that knip failed.
  if (status !== 0 && status !== 1) throw new Error(`knip failed: ${stderr}`);
  return readKnip(stdout);
}

/** Reads the output of knip's JSON reporter: https://knip.dev/features/reporters#json. */
export function readKnip(text: string): readonly Unused[] {
  const { issues } = JSON.parse(text) as { issues: readonly Issue[] };
  return issues.flatMap(({ file, ...kinds }) =>
    Object.entries(kinds).flatMap(([kind, found]) =>
      Array.isArray(found) ? found.map(({ name }: Named) => ({ file, what: `unused ${kind}: ${name}` })) : [],
    ),
  );
}

interface Issue {
  readonly file: string;
  readonly [kind: string]: unknown;
}

interface Named {
  readonly name: string;
}
