import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Elements that other pages use, and those that applications import. */
function definedElements(): readonly string[] {
  return globSync(['apps/pos/src/embed/*.ts', 'libs/elements/src/**/*.ts'], { cwd: root }).flatMap(file =>
    [...read(file).matchAll(/^@customElement\('([\w-]+)'\)/gm)].map(([, name = '']) => name),
  );
}

test('custom-elements.json describes each element; `npm run manifest -w @tidemark/pos` writes it', () => {
  const { modules } = JSON.parse(read('apps/pos/custom-elements.json')) as {
    modules: { declarations?: { tagName?: string }[] }[];
  };
  const described = modules.flatMap(({ declarations = [] }) =>
    declarations.flatMap(({ tagName }) => tagName ?? []),
  );

  expect(described.sort()).toEqual([...definedElements()].sort());
});
