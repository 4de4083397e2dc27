import type { CollectionWrite, Durability } from './chunk-log.ts';
import type { Chunk } from './chunk.ts';
import type { CollectionState } from './collection-state.ts';
import type { Doc } from './document.ts';
import type { Intent, Step } from './intent.ts';

/** A call in a group, and what is told to its caller. */
export type Call = {
  readonly intent: Intent<unknown>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
};

export type Thought = {
  readonly writes: readonly CollectionWrite[];
  readonly durability: Durability;
  readonly steps: readonly { readonly call: Call; readonly step: Step<unknown>; readonly seq: number }[];
  /** Calls that cannot be thought out, because their documents are no JSON. */
  readonly failed: readonly { readonly call: Call; readonly error: unknown }[];
};

/** What the calls of one group do, one after the other: each sees what those before it would have stored. */
export function think(calls: readonly Call[]): Thought {
  const drafts = new Map<CollectionState, Draft>();
  const steps: Thought['steps'][number][] = [];
  const failed: Thought['failed'][number][] = [];
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
  const written = [...drafts.values()].filter(({ chunks }) => chunks.length > 0);
  return {
    writes: written.map(({ state: { key, known }, chunks }) => ({
      collection: key,
      born: known.born,
      after: known.last,
      chunks,
    })),
    durability: written.some(({ state }) => state.kind === 'precious') ? 'strict' : 'relaxed',
    steps,
    failed,
  };
}

/** One collection as it would be after the steps so far. */
class Draft {
  readonly state: CollectionState;
  readonly chunks: Chunk[] = [];
  readonly #changed = new Map<string, Doc | undefined>();
  seq: number;

  constructor(state: CollectionState) {
    this.state = state;
    this.seq = state.known.last;
  }

  get(id: string): Doc | undefined {
    return this.#changed.has(id) ? this.#changed.get(id) : this.state.memory.get(id);
  }

  add({ chunks, documents, purged }: Step<unknown>): void {
    if (chunks.length > 0) this.seq++;
    this.chunks.push(...chunks);
    for (const each of documents) this.#changed.set(this.state.memory.idOf(each), each);
    for (const id of purged) this.#changed.set(id, undefined);
  }
}
