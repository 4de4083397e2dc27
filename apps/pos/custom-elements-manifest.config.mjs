export default {
  globs: ['src/tide-pos.ts', 'src/sync-elements.ts', '../../libs/elements/src/*.ts'],
  exclude: ['**/*.test.ts', '**/*.styles.ts'],
  outdir: '.',
  litelement: true,
};
