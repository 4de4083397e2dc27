/** RxDB ends a replication within moments, or never: a read or write that failed inside it may leave a queue that waits for ever. */
const longestEndMs = 5_000;

/** What the work came to. @throws Error where it takes longer than RxDB ever needs to end. */
export async function inTime<T>(work: Promise<T>, limitMs = longestEndMs): Promise<T> {
  // It may fail after nobody waits for it any more.
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
