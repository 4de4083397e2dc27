/**
 * @typedef {{ version?: string, link?: boolean, dev?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }} Entry
 * @typedef {Readonly<Record<string, Entry>>} Packages As in `packages` of a package-lock.json.
 */

/**
 * What npm has to do before a command can run: its arguments, or nothing. `npm start` needs no development dependency,
 * which are most packages; `npm test` needs them all, and adds them. What is there stays.
 *
 * @param {Packages} locked What package-lock.json names.
 * @param {Packages | undefined} installed What node_modules has; undefined where there is none.
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
    // `ci` begins anew; where something is installed already, `install` adds what is missing, and leaves the lock alone.
    ...(installed ? ['install', '--no-save'] : ['ci']),
    ...(keepsDev ? [] : ['--omit=dev']),
    '--no-audit',
    '--no-fund',
    // npm's warnings are about the Node it runs on itself; what is installed here runs on the Node that comes with it.
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
