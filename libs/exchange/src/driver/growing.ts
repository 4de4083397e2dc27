/** Milliseconds until the next try after fruitless ones: doubled with each, up to `most`. */
export function growing(ms: number, times: number, most: number): number {
  return Math.min(Math.max(ms, most), ms * 2 ** Math.min(times, 30));
}
