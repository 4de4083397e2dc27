/** Runs `work` if no other work of this name is running, in this tab or another; else does nothing. */
export type IfFree = (name: string, work: () => Promise<void>) => Promise<void>;

/** Uses Web Locks, which the browser frees when their tab dies. Without them the work runs: the log allows it. */
export const webLockIfFree: IfFree = async (name, work) => {
  const locks = (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
  if (!locks) return work();
  await locks.request(name, { ifAvailable: true }, lock => (lock ? work() : undefined));
};
