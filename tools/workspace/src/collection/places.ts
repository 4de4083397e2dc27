import type { Names } from './names.ts';

/** A change of one file: inserts `text` before the first `before` that follows `from`, which may be empty. */
export interface Insertion {
  readonly file: string;
  readonly from: string;
  readonly before: string;
  readonly text: string;
}

/** The places that name every mirrored collection. All other code reads these tables. */
export function insertionsOf({ collection, document, type, file, title }: Names): readonly Insertion[] {
  const documents = 'libs/schema/src/documents/index.ts';
  return [
    {
      file: 'libs/schema/src/collections.ts',
      from: 'export const collectionNames = [',
      before: '] as const;',
      text: `  '${collection}',\n`,
    },
    {
      file: documents,
      from: '',
      before: '\n/**',
      text: `import { ${document}JsonSchema, type ${type} } from './${file}.ts';\n`,
    },
    {
      file: documents,
      from: 'export const documentJsonSchemas = {',
      before: '} as const satisfies',
      text: `  ${collection}: ${document}JsonSchema,\n`,
    },
    {
      file: documents,
      from: 'export type DocumentOf = {',
      before: '};',
      text: `  ${collection}: ${type};\n`,
    },
    {
      file: 'libs/schema/src/index.ts',
      from: '',
      before: `export { inventoryLevelId`,
      text: `export { type ${type} } from './documents/${file}.ts';\n`,
    },
    {
      file: 'libs/conflict/src/policy.ts',
      from: 'export const owners = {',
      before: "  customerEdits: 'its-till'",
      text: `  ${collection}: 'shop',\n`,
    },
    {
      file: 'apps/pos/src/sync/collection-titles.ts',
      from: 'export const collectionTitles',
      before: '};',
      text: `  ${collection}: '${title}',\n`,
    },
    {
      file: 'libs/shopify/src/shopify.ts',
      from: 'export const resourceKinds = [',
      before: '] as const satisfies',
      text: `  '${collection}',\n`,
    },
  ];
}

/** The source of the document's schema, with the fields of every mirrored document. */
export function documentSource({ document, type, title }: Names): string {
  return `import type { FromSchema } from 'json-schema-to-ts';
import { idSchema, instantSchema, revSchema } from './common.ts';

/** ${title}, as the shop has them. A cache: written by ingest only. */
export const ${document}JsonSchema = {
  title: '${document}',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'rev', 'updatedAt'],
  properties: {
    id: idSchema,
    rev: revSchema,
    updatedAt: instantSchema,
  },
} as const;

export type ${type} = FromSchema<typeof ${document}JsonSchema>;
`;
}

/** The steps that no generator can do. Types and tests of this workspace fail until the first three are done. */
export function leftToDo({ collection, document, type, file }: Names): readonly string[] {
  return [
    `libs/schema/src/documents/${file}.ts: the fields of a ${document}; then npm run generate -w @tidemark/schema`,
    `libs/shopify/src/resources/index.ts: how ${collection} are read (the types ask for it), with their GraphQL in ` +
      `operations/ and fragments/, their shape in shapes.ts, and to${type} in translate.ts`,
    'libs/protocol/src/version.test.ts: the wire has one more collection, so protocolVersion goes up',
    `docs/protocol.md: a row for ${collection}, and the new version (a test of e2e/convergence asks for both)`,
    `libs/shopify/src/webhooks/webhook.ts and subscriptions.ts: which topics tell of ${collection}`,
    `tools/shopify-simulator: a shop that has ${collection}; e2e/convergence: worlds that change them`,
    `libs/till/src/first-screen/shown.ts and apps/pos: where a cashier sees them; libs/schema/src/collections.ts: when a till pulls them`,
    'GLOSSARY.md and the SPEC.md of each library: the word, and the rules',
  ];
}
