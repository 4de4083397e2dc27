import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bannedIn } from './banned-words.ts';
import { circlesIn } from './circles.ts';
import { importGraph } from './import-graph.ts';
import { unusedIn } from './unused.ts';

/** One violation of a house rule. */
export interface HouseProblem {
  readonly file: string;
  readonly what: string;
}

/** The violations of the house rules ([N13]–[N15]) in a workspace: circles of imports, banned words, unused code. */
export function houseProblems(root: string): readonly HouseProblem[] {
  const circles = circlesIn(importGraph(root, textsIn(root, 'ts'))).map(files => ({
    file: files[0] ?? '',
    what: `a circle of imports: ${files.join(', ')}`,
  }));
  const words = [...textsIn(root, 'ts'), ...textsIn(root, 'md')]
    .filter(file => !saysBannedWords.has(file))
    .flatMap(file =>
      bannedIn(readFileSync(join(root, file), 'utf8')).map(({ line, what }) => ({
        file,
        what: `line ${line}: ${what}`,
      })),
    );
  return [...circles, ...words, ...unusedIn(root)];
}

/** A problem as lint prints it. */
export function problemText({ file, what }: HouseProblem): string {
  return `${file}: ${what}`;
}

/** Files that must contain the words: the list itself, and the glossary's last column. */
const saysBannedWords: ReadonlySet<string> = new Set([
  'tools/workspace/src/house/banned-words.ts',
  'GLOSSARY.md',
]);

/** The handwritten files with an extension, by their paths from the root. */
function textsIn(root: string, extension: 'ts' | 'md'): readonly string[] {
  return globSync([`*.${extension}`, `{apps,libs,tools,e2e,examples,docs}/**/*.${extension}`], {
    cwd: root,
    exclude: path => /(^|\/)(node_modules|dist|generated|test-results|data)(\/|$)/.test(path),
  });
}
