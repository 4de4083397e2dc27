import type { CollectionName } from '@tidemark/schema';
import { tellingProgress, type ProgressParts } from '../api/progress.ts';
import type { Replication } from './replication.ts';
import { withCollection, withVerifiedAt } from '../api/status.ts';
import type { TillStatus } from '../api/till.ts';

/** What it took to hold what the mirror has of one collection, and the proof of it. */
export interface Proved {
  readonly changes: number;
  /** Documents that only the digest found different. */
  readonly repaired: number;
  /** How many documents there are. */
  readonly count: number;
  /** How far the till holds the collection. */
  readonly place: string | undefined;
  readonly at: number;
}

export interface CompleteParts extends ProgressParts {
  readonly filling: 'first' | 'rebuild';
}

/** How often a digest that differs is repaired and compared again before the till reports it. */
const repairRounds = 3;

/** Pulls to the end, and proves it by digest ([T4]); what differs is repaired, not cleared ([T5]). */
export async function complete(
  replication: Replication,
  name: CollectionName,
  parts: CompleteParts,
  signal?: AbortSignal,
): Promise<Proved> {
  let changes = 0;
  let repaired = 0;
  for (let round = 0; ; round++) {
    const pulled = await tellingProgress(parts, name, tell => replication.pull(tell, signal));
    changes += pulled.changes;
    if (await replication.matches(pulled.digest)) {
      const place = await replication.place();
      return { changes, repaired, count: pulled.digest.count, place, at: parts.now() };
    }
    if (round >= repairRounds)
      throw new Error(
        `${name}: this till differs from the mirror, and ${repairRounds} repairs did not mend it`,
      );
    repaired += await replication.repair();
  }
}

/** The status after a collection in use was found equal to the mirror. */
export function withProof(status: TillStatus, name: CollectionName, { count, at }: Proved): TillStatus {
  return withVerifiedAt(withCollection(status, name, { onTill: count, inMirror: count, verifiedAt: at }));
}
