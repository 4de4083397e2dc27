/**
 * How long to wait. RxDB ends a replication within moments, or never: a failed read or write inside it may leave a
 * queue that waits for ever.
 */
const longestEndMs = 5_000;

/** The result of the work. @throws Error if it takes longer than RxDB ever needs to end. */
export async function inTime<T>(work: Promise<T>, limitMs = longestEndMs): Promise<T> {
  // It may fail when no one waits for it any more.
  work.catch(() => undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`RxDB did not end within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
