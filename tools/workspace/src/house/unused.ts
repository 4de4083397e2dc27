import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Something that nobody uses: where, and what. */
export interface Unused {
  readonly file: string;
  readonly what: string;
}

/**
 * Files, exports and dependencies that nobody uses, as knip finds them by `knip.json`.
 * @throws Error where knip itself fails.
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
  // 1 says that there are issues; anything above, that knip could not look.
  if (status !== 0 && status !== 1) throw new Error(`knip failed: ${stderr}`);
  return readKnip(stdout);
}

/** What knip's JSON reporter says; https://knip.dev/features/reporters#json. */
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
