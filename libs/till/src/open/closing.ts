/** Closes each, the last first, even if some cannot be closed. @throws the first failure. */
export async function closeAll(opened: readonly (Disposable | AsyncDisposable)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const each of opened.toReversed()) {
    try {
      if (Symbol.asyncDispose in each) await each[Symbol.asyncDispose]();
      else each[Symbol.dispose]();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** Opens something made of parts. If a later part cannot be opened, those that are open already are closed. */
export async function openAll<T>(
  open: (opened: <P extends Disposable | AsyncDisposable>(part: P) => P) => Promise<T>,
): Promise<T> {
  const parts: (Disposable | AsyncDisposable)[] = [];
  try {
    return await open(part => (parts.push(part), part));
  } catch (error) {
    // The reason why it could not be opened matters more.
    await closeAll(parts).catch(() => undefined);
    throw error;
  }
}
