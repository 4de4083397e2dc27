import {
  isSigned,
  keyIdOf,
  parsePushSignature,
  pushText,
  signatureHeader,
  type PublicKey,
} from '@tidemark/journal';

/** The keys that a server knows, in tests. */
export class TestKeys {
  readonly #ofTill = new Map<string, PublicKey>();

  has(tillId: string): boolean {
    return this.#ofTill.has(tillId);
  }

  /** False: the till has another key, or the key is another till's. */
  enrol(tillId: string, key: PublicKey | undefined): boolean {
    const known = this.#ofTill.get(tillId);
    if (!key || known) return (known && keyIdOf(known)) === (key && keyIdOf(key));
    if (this.#tillOf(keyIdOf(key)) !== undefined) return false;
    this.#ofTill.set(tillId, key);
    return true;
  }

  /** The till that signed a push; undefined where no known key did. */
  async signerOf(path: string, init: RequestInit | undefined): Promise<string | undefined> {
    const signed = parsePushSignature(headerOf(init, signatureHeader));
    const tillId = signed && this.#tillOf(signed.keyId);
    const key = tillId === undefined ? undefined : this.#ofTill.get(tillId);
    if (!signed || !key) return undefined;
    return (await isSigned(key, pushText(path, String(init?.body)), signed.signature)) ? tillId : undefined;
  }

  #tillOf(keyId: string): string | undefined {
    return [...this.#ofTill].find(([, key]) => keyIdOf(key) === keyId)?.[0];
  }
}

export function headerOf(init: RequestInit | undefined, name: string): string {
  return (init?.headers as Record<string, string> | undefined)?.[name] ?? '';
}
