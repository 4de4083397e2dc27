/**
 * @typedef {{ version?: string, link?: boolean, dev?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }} Entry
 * @typedef {Readonly<Record<string, Entry>>} Packages As in `packages` of a package-lock.json.
 */

/**
 * npm's arguments to install what a command needs; undefined if nothing is missing. `npm start` needs no development
 * dependencies, which are most packages; `npm test` adds them all. Installed packages stay.
 *
 * @param {Packages} locked What package-lock.json names.
 * @param {Packages | undefined} installed What node_modules has; undefined if there is none.
 * @param {boolean} everything Whether the command needs the development dependencies.
 * @returns {readonly string[] | undefined}
 */
export function installPlan(locked, installed, everything) {
  const wanted = Object.entries(locked).filter(
    ([path, entry]) =>
      path.startsWith('node_modules/') && !entry.optional && !entry.devOptional && (everything || !entry.dev),
  );
  if (installed && wanted.every(([path, entry]) => isSame(entry, installed[path]))) return undefined;
  const keepsDev = everything || Object.values(installed ?? {}).some(entry => entry.dev);
  return [
    // `ci` deletes node_modules first; `install` adds what is missing, here without changing the lock file.
    ...(installed ? ['install', '--no-save'] : ['ci']),
    ...(keepsDev ? [] : ['--omit=dev']),
    '--no-audit',
    '--no-fund',
    // npm warns about the Node that it runs on; the packages run on the Node that is installed with them.
    '--loglevel=error',
  ];
}

/**
 * @param {Entry} wanted
 * @param {Entry | undefined} found
 */
function isSame(wanted, found) {
  return found !== undefined && found.version === wanted.version && found.link === wanted.link;
}
