/** The builds that somebody put off in this page, for a browser that keeps nothing. */
const inThisPage = new Map<string, string>();

/** Remembers that this build of a server was put off: it is not offered again. */
export function putOff(server: string, build: string): void {
  inThisPage.set(server, build);
  try {
    localStorage.setItem(keyOf(server), build);
  } catch (error) {
    // No room, or forbidden: it is known as long as the page lives.
    if (!(error instanceof Error)) throw error;
  }
}

/** The build of a server that was last put off. */
export function putOffBuild(server: string): string | undefined {
  try {
    return localStorage.getItem(keyOf(server)) ?? inThisPage.get(server);
  } catch (error) {
    if (error instanceof Error) return inThisPage.get(server);
    throw error;
  }
}

function keyOf(server: string): string {
  return `tidemark-update-put-off-${new URL(server, location.href).origin}`;
}
