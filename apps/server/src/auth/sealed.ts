import { signedText } from '@tidemark/journal';
import type { Register } from '@tidemark/mirror';
import type { WrittenDocument } from '@tidemark/protocol';
import type { Signatures } from './signatures.ts';

interface SealParts {
  readonly shop: string;
  readonly register: Pick<Register, 'tillOfKey'>;
  readonly signatures: Signatures;
}

/** Of a key's id, a hash and a signature. */
const mostLetters = 43 + 43 + 86;

/** So many signatures are checked without leaving the event loop to others in between. */
const few = 4;

/**
 * The journal entries of these rows that the key of each row's own till signed ([A51]). Whether the signed hash is that
 * of the record is the judge's to say.
 */
export async function sealedAmong(
  rows: readonly WrittenDocument[],
  parts: SealParts,
): Promise<ReadonlySet<unknown>> {
  const isSigned: IsSigned =
    rows.length > few
      ? (...asked) => parts.signatures.isSignedAside(...asked)
      : (...asked) => parts.signatures.isSigned(...asked);
  const entries = await Promise.all(
    rows.map(async row => ((await isSealed(row, parts, isSigned)) ? row['journal'] : undefined)),
  );
  return new Set(entries.filter(each => each !== undefined));
}

type IsSigned = (...asked: Parameters<Signatures['isSigned']>) => boolean | Promise<boolean>;

async function isSealed(
  { tillId, journal }: WrittenDocument,
  { shop, register }: SealParts,
  isSigned: IsSigned,
): Promise<boolean> {
  const { keyId, hash, signature } = (journal ?? {}) as Record<string, unknown>;
  // Nothing was checked against its schema yet.
  if (typeof keyId !== 'string' || typeof hash !== 'string' || typeof signature !== 'string') return false;
  if (keyId.length + hash.length + signature.length > mostLetters) return false;
  const till = await register.tillOfKey(keyId);
  if (!till || till.shop !== shop || till.tillId !== tillId) return false;
  return isSigned(till.key, signedText(hash), signature);
}
