import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FsTree } from 'nx/src/generators/tree';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { nx, workspaceRoot } from '../nx-plan.ts';
import { collectionGenerator } from './generator.ts';
import { insert } from './insert.ts';
import { namesOf } from './names.ts';
import { insertionsOf, leftToDo } from './places.ts';

/** Files that together import everything that a new collection touches. */
const users = [
  'libs/conflict/src/policy.ts',
  'apps/pos/src/sync/collection-titles.ts',
  'libs/shopify/src/resources/index.ts',
];

test('[N9] a new collection compiles in all its places; only how Shopify is asked for it is left', () => {
  const changed = generate('giftCards');

  expect([...changed.keys()].sort()).toEqual([
    'apps/pos/src/sync/collection-titles.ts',
    'libs/conflict/src/policy.ts',
    'libs/schema/src/collections.ts',
    'libs/schema/src/documents/gift-card.ts',
    'libs/schema/src/documents/index.ts',
    'libs/schema/src/index.ts',
    'libs/shopify/src/shopify.ts',
  ]);
  expect(changed.get('apps/pos/src/sync/collection-titles.ts')).toContain(`giftCards: 'Gift cards'`);
  expect(changed.get('libs/conflict/src/policy.ts')).toContain(`giftCards: 'shop'`);

  expect(typeErrors(changed)).toEqual([
    expect.stringMatching(/^libs\/shopify\/src\/resources\/index\.ts: Property 'giftCards' is missing/),
  ]);
});

test('[N9] without one of its places a new collection does not compile', () => {
  const places = [
    'libs/schema/src/documents/index.ts',
    'libs/conflict/src/policy.ts',
    'apps/pos/src/sync/collection-titles.ts',
  ];
  const changed = generate('giftCards');
  for (const place of places) changed.delete(place);

  const errors = typeErrors(changed, places.slice(1));

  for (const place of places) expect(errors.some(each => each.startsWith(place))).toBe(true);
});

test('[N9] Nx finds the generator by its name, and a dry run changes nothing', () => {
  const said = nx('g', 'tidemark:collection', 'giftCards', '--dry-run');

  expect(said).toContain('CREATE libs/schema/src/documents/gift-card.ts');
});

test('[N9] what is left names files of this workspace', () => {
  const todo = leftToDo(namesOf('products'));

  for (const path of todo.flatMap(each => each.match(/^(libs|tools)\/[\w./-]+\.ts/g) ?? []))
    expect(readFileSync(join(workspaceRoot, path.replace('products', 'product'))).length).toBeGreaterThan(0);
});

test('a name is a plural in camelCase', () => {
  expect(namesOf('companies')).toEqual({
    collection: 'companies',
    document: 'company',
    type: 'Company',
    file: 'company',
    title: 'Companies',
  });
  for (const wrong of ['GiftCards', 'gift-cards', 'giftCard', '', '../cards'])
    expect(() => namesOf(wrong)).toThrow('write a plural in camelCase');
});

test('a collection that is there, and a place that is gone, are refused', () => {
  const [insertion] = insertionsOf(namesOf('giftCards'));

  expect(() => generate('products')).toThrow('product.ts is there already');
  expect(() => insert('export const other = 1;', insertion!)).toThrow('any more');
});

/** The files that the generator would write, by path; the disk does not change. */
function generate(name: string): Map<string, string> {
  const tree = new FsTree(workspaceRoot, false);
  collectionGenerator(tree, { name });
  return new Map(tree.listChanges().map(each => [each.path, each.content?.toString('utf8') ?? '']));
}

/** TypeScript's errors in the workspace with these files added. */
function typeErrors(
  changed: ReadonlyMap<string, string>,
  roots: readonly string[] = users,
): readonly string[] {
  const { config } = ts.readConfigFile(join(workspaceRoot, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, types: ['node'] },
    workspaceRoot,
  );
  const host = ts.createCompilerHost(options);
  const changedAt = (path: string) => changed.get(path.slice(workspaceRoot.length));
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = path => changedAt(path) ?? readFile(path);
  host.fileExists = path => changedAt(path) !== undefined || fileExists(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = changedAt(path);
    return text === undefined
      ? getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, text, version, true);
  };
  const program = ts.createProgram(
    roots.map(each => join(workspaceRoot, each)),
    options,
    host,
  );
  return program
    .getSourceFiles()
    .filter(each => !each.fileName.includes('node_modules'))
    .flatMap(each => [...program.getSemanticDiagnostics(each), ...program.getSyntacticDiagnostics(each)])
    .map(
      ({ file, messageText }) =>
        `${file?.fileName.slice(workspaceRoot.length)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}
