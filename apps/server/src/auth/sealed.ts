import type { Seal } from '@tidemark/conflict';
import { keyIdOf, signedText, type PublicKey } from '@tidemark/journal';
import type { Register } from '@tidemark/mirror';
import type { WrittenDocument } from '@tidemark/protocol';
import type { Signatures } from './signatures.ts';

interface SealParts {
  readonly shop: string;
  /** The till that pushes. */
  readonly tillId: string;
  readonly register: Pick<Register, 'tillOfKey' | 'keyOf'>;
  readonly signatures: Signatures;
}

/** Of a key's id, a hash and a signature. */
const mostLetters = 43 + 43 + 86;

/** So many signatures are checked without leaving the event loop to others in between. */
const few = 4;

/**
 * What the signatures of these rows' journal entries say, by entry ([A51]). Whether the signed hash is that of the
 * record is the judge's to say.
 */
export async function sealsOf(
  rows: readonly WrittenDocument[],
  parts: SealParts,
): Promise<ReadonlyMap<unknown, Seal>> {
  const isSigned: IsSigned =
    rows.length > few
      ? (...asked) => parts.signatures.isSignedAside(...asked)
      : (...asked) => parts.signatures.isSigned(...asked);
  const seals = await Promise.all(
    rows.map(async row => [row['journal'], await sealOf(row, parts, isSigned)] as const),
  );
  return new Map(seals);
}

type IsSigned = (...asked: Parameters<Signatures['isSigned']>) => boolean | Promise<boolean>;

async function sealOf(
  { tillId, journal }: WrittenDocument,
  { shop, tillId: pushingTill, register }: SealParts,
  isSigned: IsSigned,
): Promise<Seal> {
  const { keyId, hash, signature } = (journal ?? {}) as Record<string, unknown>;
  // Nothing was checked against its schema yet.
  if (typeof keyId !== 'string' || typeof hash !== 'string' || typeof signature !== 'string')
    return 'not-signed';
  if (keyId.length + hash.length + signature.length > mostLetters) return 'not-signed';
  if (typeof tillId !== 'string') return 'not-signed';
  const till = await register.tillOfKey(keyId);
  const isOwn = async (key: PublicKey) =>
    (await isSigned(key, signedText(hash), signature)) ? 'signed' : 'not-signed';
  if (till) return till.shop === shop && till.tillId === tillId ? isOwn(till.key) : 'not-signed';
  // A till of which the register knows nothing enrols itself, and then it is asked again ([A76]).
  if (tillId === pushingTill) return 'not-signed';
  const key = await register.keyOf(shop, tillId);
  if (!key) return 'key-unknown';
  // It may have been enrolled a moment ago.
  return keyIdOf(key) === keyId ? isOwn(key) : 'not-signed';
}
