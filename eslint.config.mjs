import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import texts from './eslint-texts.mjs';

/** Which layers a layer may import: ARCHITECTURE's one-way drawing. The mirror side and the till side never meet. */
const layers = {
  schema: [],
  conflict: ['schema', 'journal'],
  protocol: ['schema'],
  journal: ['schema'],
  shopify: ['schema', 'protocol', 'admin-schema'],
  mirror: ['schema', 'protocol', 'journal'],
  'chunklog-storage': [],
  till: ['schema', 'protocol', 'conflict', 'journal', 'chunklog-storage'],
  'rxdb-replication': ['schema', 'protocol', 'conflict'],
  exchange: ['schema', 'conflict', 'protocol', 'shopify', 'mirror'],
  elements: ['schema'],
  server: ['schema', 'conflict', 'protocol', 'journal', 'shopify', 'mirror', 'exchange'],
  pos: ['schema', 'conflict', 'protocol', 'till', 'elements'],
  example: ['schema', 'rxdb-replication', 'chunklog-storage'],
  'admin-schema': [],
  tool: ['admin-schema'],
  restore: ['mirror'],
  'journal-tool': ['schema', 'journal', 'protocol', 'mirror'],
  conformance: ['schema', 'protocol', 'journal'],
  start: ['tool', 'server'],
  workspace: [],
  e2e: [
    'start',
    'restore',
    'journal-tool',
    'conformance',
    'schema',
    'protocol',
    'journal',
    'conflict',
    'shopify',
    'mirror',
    'exchange',
    'till',
    'chunklog-storage',
    'rxdb-replication',
    'elements',
    'server',
    'tool',
    'admin-schema',
  ],
};

const depConstraints = Object.entries(layers).map(([layer, allowed]) => ({
  sourceTag: `layer:${layer}`,
  onlyDependOnLibsWithTags: [layer, ...allowed].map(name => `layer:${name}`),
}));

const everywhere = [
  { selector: 'TSEnumDeclaration', message: 'No enum: use a union of literals.' },
  {
    selector: String.raw`ConditionalExpression > TaggedTemplateExpression > TemplateLiteral > TemplateElement:first-child[value.raw=/^\s*<\w+[^>]*(role="(status|alert)"|aria-live)/]`,
    message:
      'A live region stands there before its words do: live(kind, words), of @tidemark/elements/look/live.',
  },
  {
    selector: 'TaggedTemplateExpression[tag.name="css"] TemplateElement[value.raw=/font(-size)?:[^;]*\\dpx/]',
    message: 'Type in pixels ignores the text size that is set in the browser: calc(14 * var(--_px)).',
  },
];

/** Calls that never reject, or are bound by this rule themselves. */
const own = '[callee.object.type="ThisExpression"]';
const dialogs = '[callee.property.name=/^(show|closed|settled|ask)$/]';
const waits = `AwaitExpression CallExpression:not(${own}):not(${dialogs})`;
const says =
  ':has(:matches(CatchClause, CallExpression[callee.name="orSay"], CallExpression[callee.property.name=/^(doing|decided)$/]))';

/** An element that waits for something has nobody else to tell when it fails: the screen would stay as it is. */
const unsaidFailure = {
  selector: `ClassDeclaration[superClass.name=/Element$/] :matches(PropertyDefinition > ArrowFunctionExpression[async=true], MethodDefinition > FunctionExpression[async=true]):has(${waits}):not(${says})`,
  message: 'What fails here is said to nobody: catch it, or use orSay(act, say).',
};

/** A date has the time zone of its shop: one file turns instants into text. */
const datesByHand = {
  selector:
    ":matches(MemberExpression[property.name=/^toLocale(Date|Time)String$/], MemberExpression[object.name='Intl'][property.name='DateTimeFormat'], CallExpression[callee.property.name='toLocaleString'][arguments.length>1])",
  message: 'Dates are shown in the shop’s time zone: use libs/elements/src/look/time.ts.',
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/generated/**',
      '**/node_modules/**',
      '**/data/**',
      '.nx/**',
      '**/test-results/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.mjs'],
    extends: [...tseslint.configs.recommended],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { depConstraints, allow: [], enforceBuildableLibDependency: false },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', ...everywhere],
      'max-lines': ['error', { max: 350 }],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: [
      'libs/till/**',
      'libs/chunklog-storage/**',
      'libs/rxdb-replication/**',
      'examples/**',
      'e2e/**',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['rxdb', 'rxdb/*'],
              message: 'Only libs/till, its storage and libs/rxdb-replication know RxDB.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['libs/elements/src/**/*.ts'],
    ignores: ['libs/elements/src/look/time.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, datesByHand] },
  },
  {
    files: ['apps/pos/src/**/*.ts', 'libs/elements/src/**/*.ts'],
    ignores: [
      '**/*.test.ts',
      '**/testing/**',
      '**/testing.ts',
      // Their words are names of states, of parts and of styles, and nobody reads them.
      'apps/pos/src/pictures/**',
      'apps/pos/src/embed/in-page.ts',
      'apps/pos/src/sales/receipt-paper.ts',
      'apps/pos/src/sell/scan/{hearing,code-in-field}.ts',
      'libs/elements/src/orders/placed.ts',
    ],
    plugins: { texts },
    rules: { 'texts/in-languages': 'error' },
  },
  {
    files: ['apps/pos/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, unsaidFailure, datesByHand] },
  },
  {
    files: ['**/*.test.ts', '**/*.e2e.ts', '**/*.contract.ts'],
    rules: {
      'max-lines': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo|fixme)$/]',
          message: 'A skipped test proves nothing.',
        },
      ],
    },
  },
);
