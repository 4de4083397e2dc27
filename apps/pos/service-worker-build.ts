import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

/** A file of the program. It needs no revision if its name has a hash of its content. */
export interface ProgramFile {
  readonly url: string;
  readonly revision: string | null;
}

/** Builds `sw.js` beside the program, when the program is written, with a list of the program's files. */
export function serviceWorker(): Plugin {
  let outDir = '';
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      await build({
        configFile: false,
        logLevel: 'warn',
        publicDir: false,
        define: {
          __TIDEMARK_FILES__: JSON.stringify(programFiles(outDir)),
          'process.env.NODE_ENV': JSON.stringify('production'),
        },
        build: {
          outDir,
          emptyOutDir: false,
          lib: {
            entry: fileURLToPath(new URL('src/service-worker.ts', import.meta.url)),
            formats: ['iife'],
            name: 'tidemark',
            fileName: () => 'sw.js',
          },
        },
      });
    },
  };
}

/** The files of the built folder that a till needs to open without a network. */
export function programFiles(folder: string): readonly ProgramFile[] {
  return globSync('**/*.{js,css,html,svg,webmanifest}', { cwd: folder })
    .map(file => file.replaceAll('\\', '/'))
    .filter(file => file !== 'sw.js' && !file.startsWith('embed/'))
    .sort()
    .map(url => ({ url, revision: url.startsWith('assets/') ? null : hashOf(join(folder, url)) }));
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 32);
}
