import type { Unsealed } from './seal.ts';

/** What a fiscal signer says of a record. */
export interface FiscalSignature {
  /** As the law's format has it; at most 5,000 characters. */
  readonly signature: string;
  /** Lines for the receipt, in their order; at most 50. */
  readonly lines: readonly string[];
}

/**
 * Signs records as a country's law asks, by a device or a service. Each record is signed before the till seals it, so the
 * till's own signature covers what the signer said.
 */
export interface Signer {
  /** Which signer it is, for the record. */
  readonly name: string;
  /** Undefined: this record needs no signature. A rejection is noted in the record, and the sale goes on. */
  sign(record: Unsealed): Promise<FiscalSignature | undefined>;
}

/** The built-in signer: it signs nothing. */
export const noSigner: Signer = { name: 'none', sign: async () => undefined };

/** How long a sale waits for a signer. */
const patienceMs = 5_000;

/** What stands in the record: the signature, or why there is none; undefined where none is needed. */
export async function fiscalOf(
  record: Unsealed,
  signer: Signer,
  waitMs = patienceMs,
): Promise<Unsealed['journal']['fiscal']> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the signer did not answer in time')), waitMs);
  });
  try {
    const signed = await Promise.race([signer.sign(record), late]);
    if (!signed) return undefined;
    const { signature, lines } = signed;
    if (signature.length > 5_000 || lines.length > 50 || lines.some(each => each.length > 1_000))
      throw new Error('the signer said more than a record takes');
    return { signer: signer.name, signature, lines: [...lines] };
  } catch (error) {
    const trouble = (error instanceof Error ? error.message : String(error)).slice(0, 1_000);
    return { signer: signer.name, signature: null, lines: [], trouble };
  } finally {
    clearTimeout(timer);
  }
}
