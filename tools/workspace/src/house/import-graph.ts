import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import type { ImportGraph } from './circles.ts';

/** The imports among these files of a folder; `import type` counts as well. */
export function importGraph(folder: string, files: readonly string[]): ImportGraph {
  const known = new Set(files);
  return new Map(
    files.map(file => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(folder, file), 'utf8'), true, true);
      const imported = importedFiles
        .map(({ fileName }) => fileName)
        .filter(name => name.startsWith('.'))
        .map(name => normalize(join(dirname(file), name)));
      return [file, imported.filter(each => known.has(each))];
    }),
  );
}
