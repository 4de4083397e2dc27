import { WireError } from './wire-error.ts';

/** The server's answer; undefined where it cannot be asked, or refuses to answer. */
export async function ifReachable<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
