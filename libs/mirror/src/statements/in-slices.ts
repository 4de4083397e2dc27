/** Rows that one statement removes: a few milliseconds, after which other work gets its turn. */
const rowsAtOnce = 500;

/** Removes rows in slices until none is left; returns how many were removed ([M21]). */
export async function inSlices(
  remove: (rows: number) => Promise<{ readonly numDeletedRows: bigint }>,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const now = Number((await remove(rowsAtOnce)).numDeletedRows);
    removed += now;
    if (now < rowsAtOnce) return removed;
  }
}
