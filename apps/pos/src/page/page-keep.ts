/** Values of a browser that keeps nothing; they last as long as the page. */
const inThisPage = new Map<string, string>();

/** What this browser keeps under a key, or this page where the browser keeps nothing. */
export function kept(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? inThisPage.get(key);
  } catch (error) {
    if (error instanceof Error) return inThisPage.get(key);
    throw error;
  }
}

/** Keeps a small text; undefined removes it. Where the browser has no room, or forbids it, this page remembers it. */
export function keep(key: string, text: string | undefined): void {
  if (text === undefined) inThisPage.delete(key);
  else inThisPage.set(key, text);
  try {
    if (text === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}
