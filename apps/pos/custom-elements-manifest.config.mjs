export default {
  globs: [
    'src/embed/tide-*.ts',
    'src/embed/frame/framed-element.ts',
    'src/embed/*-event.ts',
    '../../libs/elements/src/**/*.ts',
  ],
  exclude: ['**/*.test.ts', '**/*.styles.ts', '**/language/**'],
  outdir: '.',
  litelement: true,
};
