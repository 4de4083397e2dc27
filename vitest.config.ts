import { defineConfig } from 'vitest/config';

const projects = [
  'libs/schema',
  'libs/conflict',
  'libs/protocol',
  'libs/shopify',
  'libs/mirror',
  'libs/exchange',
  'libs/chunklog-storage',
  'libs/till',
  'libs/rxdb-replication',
  'libs/elements',
  'apps/server',
  'apps/pos',
  'tools/shopify-simulator',
  'tools/restore',
  'tools/start',
  'e2e/convergence',
  'e2e/rxdb',
  'e2e/process',
];

/** One run for all unit, contract, property and integration tests; each project is also a task of its own in Nx. */
export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: projects.map(root => ({
      root,
      test: {
        name: root.split('/').at(-1) ?? root,
        include: ['**/*.test.ts'],
        exclude: ['**/node_modules/**', '**/dist/**'],
        environment: 'node',
        testTimeout: 20_000,
      },
    })),
  },
});
