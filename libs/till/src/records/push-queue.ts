import {
  answersAll,
  conflictsOf,
  pushParts,
  type PushOutcome,
  type PushResponse,
  type WrittenDocument,
} from '@tidemark/protocol';
import { documentFits, type Cart, type RecordName, type RefusalCode } from '@tidemark/schema';
import type { Fence } from '../sync/fence.ts';
import type { Wire } from '../wire/wire.ts';
import { WireError } from '../wire/wire-error.ts';
import { contentHash, type Ledger } from './marks/ledger.ts';
import { markId } from './marks/marks.ts';
import type { RecordDocument } from './record-schemas.ts';

export interface PushRow {
  readonly assumedMasterState?: object | undefined;
  readonly newDocumentState: object;
}

/** What the server answered to rows that were sent. */
export interface Sent {
  /** Its documents that say more than what was sent. */
  readonly conflicts: WrittenDocument[];
  /** What it has, and tills have no longer: as it was sent. */
  readonly retired: readonly RecordDocument[];
}

const nothing: Sent = { conflicts: [], retired: [] };

export interface PushQueueParts {
  readonly wire: Pick<Wire, 'push'>;
  readonly ledger: Ledger;
  readonly tillId: () => string | undefined;
  /** Asked before the result of each row is noted: another tab may do this by now. */
  readonly fence: Fence;
}

/**
 * Sends rows of one collection, and notes the result of each before it answers. A row that the server would not take is
 * parked with its reason, so one bad row never stands in the way of another.
 * @throws only where nothing is known of any row: no answer came, or not to what was asked.
 */
export class PushQueue {
  readonly #parts: PushQueueParts;

  constructor(parts: PushQueueParts) {
    this.#parts = parts;
  }

  async send(name: RecordName, rows: readonly PushRow[], signal?: AbortSignal): Promise<Sent> {
    const answers: Sent[] = [];
    for (const [carriedFrom, carried] of this.#byCarrier(name, rows)) {
      for (const part of pushParts(carried))
        answers.push(await this.#sendPart(name, part, carriedFrom, signal));
    }
    return together(answers);
  }

  /** Sends a batch that is refused as a whole in halves, until the row at fault stands alone and is parked. */
  async #sendPart(
    name: RecordName,
    rows: readonly PushRow[],
    carriedFrom: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Sent> {
    try {
      const answer = await this.#parts.wire.push(
        {
          collection: name,
          rows: rows.map(({ assumedMasterState, newDocumentState }) => ({
            ...(assumedMasterState ? { assumedMasterState: assumedMasterState as WrittenDocument } : {}),
            newDocumentState: newDocumentState as WrittenDocument,
          })),
          ...(carriedFrom === undefined ? {} : { carriedFrom }),
        },
        signal,
      );
      await this.#parts.fence();
      return await this.#take(name, rows, answer);
    } catch (error) {
      if (!(error instanceof WireError) || !blamesRows(error)) throw error;
      const [only] = rows;
      if (rows.length === 1 && only) {
        await this.#park(name, idOf(only), { code: refusalBy(error), message: error.message });
        return nothing;
      }
      const half = rows.length >> 1;
      return together([
        await this.#sendPart(name, rows.slice(0, half), carriedFrom, signal),
        await this.#sendPart(name, rows.slice(half), carriedFrom, signal),
      ]);
    }
  }

  async #take(name: RecordName, rows: readonly PushRow[], answer: PushResponse): Promise<Sent> {
    if (!answersAll(rows.map(idOf), answer))
      throw new WireError('offline', 'The answer is not to what was sent.');
    for (const conflict of conflictsOf(answer)) {
      const { _deleted, ...document } = conflict;
      if (!_deleted && !documentFits(name, document))
        throw new WireError('offline', 'The answer is not one of a Tidemark server.');
    }
    for (const [index, outcome] of answer.outcomes.entries()) {
      if (outcome.outcome === 'refused') {
        await this.#park(name, outcome.id, { code: outcome.code, message: outcome.message });
        continue;
      }
      if (this.#parts.ledger.refusal(name, outcome.id))
        await this.#parts.ledger.note(markId.refusal(name, outcome.id), {});
      const known = outcome.outcome === 'conflict' ? outcome.document : rows[index]?.newDocumentState;
      if (name === 'carts' && known && !isRetired(outcome))
        await this.#parts.ledger.note(markId.acknowledged(outcome.id), {
          hash: contentHash(known as unknown as Cart),
        });
    }
    await this.#noLongerOwed(
      name,
      answer.outcomes.filter(each => each.outcome !== 'refused').map(each => each.id),
    );
    const retired = answer.outcomes.flatMap((each, n) =>
      isRetired(each) ? (rows[n]?.newDocumentState ?? []) : [],
    );
    return { conflicts: conflictsOf(answer).filter(each => !each._deleted), retired: retired as never };
  }

  async #park(name: RecordName, id: string, refusal: { code: RefusalCode; message: string }): Promise<void> {
    await this.#parts.ledger.note(markId.refusal(name, id), refusal);
  }

  async #noLongerOwed(name: RecordName, ids: readonly string[]): Promise<void> {
    const { ledger } = this.#parts;
    if (!ledger.owed(name).some(id => ids.includes(id))) return;
    await ledger.changeOwed(name, owed => owed.filter(id => !ids.includes(id)));
  }

  /** Rows by the till to send them for: work that another till exported goes under that till's name. */
  #byCarrier(name: RecordName, rows: readonly PushRow[]): Map<string | undefined, PushRow[]> {
    const own = this.#parts.tillId();
    return Map.groupBy(rows, ({ newDocumentState }) => {
      const { tillId } = newDocumentState as { tillId: string };
      return name === 'carts' || tillId === own ? undefined : tillId;
    });
  }
}

function together(answers: readonly Sent[]): Sent {
  return {
    conflicts: answers.flatMap(each => each.conflicts),
    retired: answers.flatMap(each => each.retired),
  };
}

/** Whether the server has a record, and tills have it no longer. */
function isRetired(outcome: PushOutcome): boolean {
  return outcome.outcome === 'conflict' && outcome.document._deleted;
}

function blamesRows({ code }: WireError): boolean {
  return code === 'invalid-request' || code === 'too-large';
}

/** Why a row is not taken whose whole push was refused. */
function refusalBy({ code }: WireError): RefusalCode {
  return code === 'too-large' ? 'too-large' : 'does-not-fit';
}

function idOf({ newDocumentState }: PushRow): string {
  return (newDocumentState as { id: string }).id;
}
