import { backgroundTask } from '@tidemark/chunklog-storage';

/** What a text says; undefined where it is no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Bytes of an answer that are decoded, parsed and looked at in tasks of their own: each takes several milliseconds then. */
const large = 64 * 1024;

/**
 * What an answer says; undefined where it is no JSON. Decoded at once: `text()` and `json()` do it piece by piece as they come,
 * for which Chromium holds the page two to three times as long.
 */
export async function jsonOf(response: Response): Promise<unknown> {
  const bytes = await response.arrayBuffer();
  const rest = async () => {
    if (bytes.byteLength > large) await backgroundTask();
  };
  await rest();
  const text = new TextDecoder().decode(bytes);
  await rest();
  const json = readJson(text);
  await rest();
  return json;
}
