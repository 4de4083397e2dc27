import { globSync } from 'node:fs';
import { circlesIn } from './circles.ts';
import { importGraph } from './import-graph.ts';
import { unusedIn } from './unused.ts';

/** What one file does against a rule of the house. */
export interface HouseProblem {
  readonly file: string;
  readonly what: string;
}

/** What the rules of the house ([N13], [N14]) find in a workspace: circles of imports, and what nobody uses. */
export function houseProblems(root: string): readonly HouseProblem[] {
  const circles = circlesIn(importGraph(root, sourcesIn(root))).map(files => ({
    file: files[0] ?? '',
    what: `a circle of imports: ${files.join(', ')}`,
  }));
  return [...circles, ...unusedIn(root)];
}

/** A problem as lint prints it. */
export function problemText({ file, what }: HouseProblem): string {
  return `${file}: ${what}`;
}

/** Everything that is written by hand, by its path from the root. */
function sourcesIn(root: string): readonly string[] {
  return globSync('{apps,libs,tools,e2e,examples}/**/*.ts', {
    cwd: root,
    exclude: path => /(^|\/)(node_modules|dist|generated|test-results|data)(\/|$)/.test(path),
  });
}
