export default {
  globs: ['src/tide-till.ts', 'src/sync-elements.ts', '../../libs/elements/src/*.ts'],
  exclude: ['**/*.test.ts', '**/*.styles.ts'],
  outdir: '.',
  litelement: true,
};
