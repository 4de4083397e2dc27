import type { CollectionName } from '@tidemark/schema';
import { withProgress } from './status.ts';
import type { TillStatus } from './till.ts';

/** How often progress is told. Each time, pages are drawn anew beside the work itself. */
const progressMs = 500;

export interface ProgressParts {
  readonly now: () => number;
  readonly change: (change: (status: TillStatus) => TillStatus) => void;
}

/** Runs `pull`, and tells how far it is: now and then, and at its end. */
export async function tellingProgress<T>(
  { now, change, filling }: ProgressParts & { readonly filling: 'first' | 'rebuild' },
  name: CollectionName,
  pull: (tell: (documents: number) => void) => Promise<T>,
): Promise<T> {
  let [untold, toldAt] = [0, -Infinity];
  const tell = (): void => {
    const documents = untold;
    [untold, toldAt] = [0, now()];
    change(status => withProgress(status, filling, name, documents));
  };
  const pulled = await pull(documents => {
    untold += documents;
    // A clock may be set back meanwhile.
    if (Math.abs(now() - toldAt) >= progressMs) tell();
  });
  if (untold > 0) tell();
  return pulled;
}
