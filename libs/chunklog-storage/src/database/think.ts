import type { CollectionWrite, Durability } from '../log/chunk-log.ts';
import type { Chunk } from '../log/chunk.ts';
import type { CollectionState } from '../collection/collection-state.ts';
import type { Doc } from '../collection/document.ts';
import type { Intent, Step } from './intent.ts';
import type { Slices } from '../collection/slices.ts';

/** A call in a group, and how to answer its caller. */
export type Call = {
  readonly intent: Intent<unknown>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
};

export type Thought = {
  readonly durability: Durability;
  readonly steps: readonly { readonly call: Call; readonly step: Step<unknown>; readonly seq: number }[];
  /** Calls that cannot be planned. */
  readonly failed: readonly Failed[];
};

export type Failed = { readonly call: Call; readonly error: unknown };

/** Plans the calls of one group, one after the other: each sees what those before it would have stored. */
export function think(calls: readonly Call[]): Thought {
  const drafts = new Map<CollectionState, Draft>();
  const steps: Thought['steps'][number][] = [];
  const failed: Failed[] = [];
  for (const call of calls) {
    const { state } = call.intent;
    const draft = drafts.get(state) ?? new Draft(state);
    drafts.set(state, draft);
    try {
      const step = call.intent.think(draft.seq + 1, id => draft.get(id));
      draft.add(step);
      steps.push({ call, step, seq: draft.seq });
    } catch (error) {
      failed.push({ call, error });
    }
  }
  const isPrecious = steps.some(({ call, step }) => step.encode && call.intent.state.kind === 'precious');
  return { durability: isPrecious ? 'strict' : 'relaxed', steps, failed };
}

/** The chunks of a group, in slices; or the first of its calls whose documents are not JSON. */
export async function encode(
  { steps }: Thought,
  slices: Slices,
): Promise<readonly CollectionWrite[] | Failed> {
  const chunksOf = new Map<CollectionState, Chunk[]>();
  for (const { call, step } of steps) {
    if (!step.encode) continue;
    const { state } = call.intent;
    const chunks = chunksOf.get(state) ?? [];
    chunksOf.set(state, chunks);
    try {
      for (const chunk of step.encode()) {
        chunks.push(chunk);
        await slices.rest();
      }
    } catch (error) {
      return { call, error };
    }
  }
  return [...chunksOf].map(([{ key, known }, chunks]) => ({
    collection: key,
    born: known.born,
    after: known.last,
    chunks,
  }));
}

/** A collection as it would be after the steps so far. */
class Draft {
  readonly state: CollectionState;
  readonly #changed = new Map<string, Doc | undefined>();
  seq: number;

  constructor(state: CollectionState) {
    this.state = state;
    this.seq = state.known.last;
  }

  get(id: string): Doc | undefined {
    return this.#changed.has(id) ? this.#changed.get(id) : this.state.memory.get(id);
  }

  add({ encode, documents, purged }: Step<unknown>): void {
    if (encode) this.seq++;
    for (const each of documents) this.#changed.set(this.state.memory.idOf(each), each);
    for (const id of purged) this.#changed.set(id, undefined);
  }
}
