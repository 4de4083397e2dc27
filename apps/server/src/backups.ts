import { mkdirSync, rmSync, statSync } from 'node:fs';
import { backupsIn, freeBackup } from '@tidemark/mirror';

/** How often to check whether a backup is due: a machine that slept at the time makes it when it wakes. */
const lookMs = 15 * 60_000;
const hourMs = 3_600_000;

export interface BackupOptions {
  readonly folder: string;
  /** A backup is due when the newest is this old. */
  readonly everyHours: number;
  /** How many backups are kept; 0: none are made. */
  readonly kept: number;
  readonly backUp: (to: string) => Promise<void>;
  readonly now: () => number;
  readonly log: (outcome: { readonly file: string } | { readonly error: unknown }) => void;
}

/** [A16] Backs up the mirror while it runs; the oldest backup makes room for the newest. */
export class Backups implements AsyncDisposable {
  readonly #options: BackupOptions;
  readonly #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(options: BackupOptions) {
    this.#options = options;
    this.#timer = options.kept === 0 ? undefined : setInterval(() => void this.look(), lookMs);
  }

  /** Makes a backup if one is due. Never rejects. */
  look(): Promise<void> {
    this.#running ??= this.#make().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #make(): Promise<void> {
    const { folder, everyHours, kept, backUp, now, log } = this.#options;
    if (kept === 0) return;
    try {
      mkdirSync(folder, { recursive: true });
      const newest = backupsIn(folder).at(-1);
      if (newest && now() - statSync(newest).mtimeMs < everyHours * hourMs) return;
      const file = freeBackup(folder, now());
      await backUp(file);
      for (const old of backupsIn(folder).slice(0, -kept)) rmSync(old);
      log({ file });
    } catch (error) {
      log({ error });
    }
  }
}
