import { backgroundTask } from '@tidemark/chunklog-storage';

/** The value of a JSON text; undefined where it is no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * From this many bytes on, an answer is decoded, parsed and checked in separate tasks: each then takes several
 * milliseconds.
 */
const large = 64 * 1024;

/**
 * The value of an answer; undefined where it is no JSON. It is decoded at once: `text()` and `json()` decode piece by
 * piece as data comes, and Chromium then blocks the page two to three times as long.
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
