/** Rows that one statement removes: a few milliseconds, after which others have their turn. */
const rowsAtOnce = 500;

/** Removes by statements of so many rows until nothing is left; answers how many went ([M21]). */
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
