import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a server stores its data; a test controls the room on it. */
export interface Disk extends Disposable {
  readonly folder: string;
  /** What the server must say while there is no room. */
  readonly words: string;
  /** Takes all room from this process. */
  fill(pid: number): void;
  relieve(pid: number): void;
}

/** A separate disk of this size; undefined where the system allows none. */
export function smallDisk(folder: string, megabytes: number): Disk | undefined {
  mkdirSync(folder);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  if (status !== 0) return undefined;
  const ballast = join(folder, 'ballast');
  return {
    folder,
    words: 'its disk is full',
    fill() {
      const chunk = Buffer.alloc(4096);
      for (let size = megabytes * 256; size > 0;)
        try {
          writeFileSync(ballast, chunk, { flag: 'a' });
          size--;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          return;
        }
    },
    relieve: () => rmSync(ballast),
    [Symbol.dispose]() {
      spawnSync('umount', [folder]);
    },
  };
}

/** Limits the size of files, so that the process cannot extend its write-ahead log. */
export function limitedFiles(folder: string): Disk {
  mkdirSync(folder, { recursive: true });
  const limit = (pid: number, bytes: string) => {
    const { status, stderr } = spawnSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:`], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`prlimit: ${stderr}`);
  };
  return {
    folder,
    words: 'it cannot be written',
    fill(pid) {
      const log = join(folder, 'mirror.sqlite-wal');
      limit(pid, String(existsSync(log) ? Math.min(statSync(log).size, 65_536) : 0));
    },
    // The limit ends with its process.
    relieve(pid) {
      if (existsSync(`/proc/${pid}`)) limit(pid, 'unlimited');
    },
    [Symbol.dispose]: () => undefined,
  };
}
