/** Milliseconds until the next of tries that come to nothing: doubled with each, up to `most`. */
export function growing(ms: number, times: number, most: number): number {
  return Math.min(Math.max(ms, most), ms * 2 ** Math.min(times, 30));
}
