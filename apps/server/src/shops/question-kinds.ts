import type { Decider, Ingest, IngestHealth, Submit, SubmitHealth } from '@tidemark/exchange';
import type {
  DecisionRequest,
  FindRequest,
  FindResponse,
  LookupResponse,
  StatusResponse,
  SyncResponse,
} from '@tidemark/protocol';

/** What the owner of a shop is asked, and what it answers. */
interface QuestionKinds {
  readonly sync: { readonly ask: { readonly locationId: string }; readonly answer: SyncResponse };
  readonly lookup: {
    readonly ask: { readonly code: string; readonly locationId: string };
    readonly answer: LookupResponse;
  };
  readonly find: {
    readonly ask: { readonly request: FindRequest; readonly locationId: string };
    readonly answer: FindResponse;
  };
  readonly status: {
    readonly ask: { readonly version: string; readonly locationId: string };
    readonly answer: StatusResponse;
  };
  readonly audit: { readonly ask: object; readonly answer: null };
  readonly health: { readonly ask: object; readonly answer: IngestHealth };
  readonly submitHealth: { readonly ask: object; readonly answer: SubmitHealth };
  readonly decide: {
    readonly ask: { readonly request: DecisionRequest; readonly by: Decider };
    readonly answer: Awaited<ReturnType<Submit['decide']>>;
  };
  /** Webhooks were stored. */
  readonly noticed: { readonly ask: object; readonly answer: null };
}

export type QuestionKind = keyof QuestionKinds;
export type Asked<K extends QuestionKind> = QuestionKinds[K]['ask'];
export type Answered<K extends QuestionKind> = QuestionKinds[K]['answer'];

/** What answers questions about a shop where it is owned. */
interface Answering {
  readonly ingest: Ingest;
  readonly submit: Submit;
}

type Answers = { readonly [K in QuestionKind]: (by: Answering, asked: Asked<K>) => Promise<Answered<K>> };

const answers: Answers = {
  sync: ({ ingest }, { locationId }) => ingest.catchUp(locationId),
  lookup: ({ ingest }, { code, locationId }) => ingest.lookup(code, locationId),
  find: ({ ingest }, { request, locationId }) => ingest.find(request, locationId),
  status: ({ ingest }, { version, locationId }) => ingest.status(version, locationId),
  audit: async ({ ingest }) => {
    void ingest.audit();
    return null;
  },
  health: ({ ingest }) => ingest.health(),
  submitHealth: ({ submit }) => submit.health(),
  decide: ({ submit }, { request, by }) => submit.decide(request, by),
  noticed: async ({ ingest }) => {
    ingest.noticed();
    return null;
  },
};

function isKind(kind: string): kind is QuestionKind {
  return Object.hasOwn(answers, kind);
}

/**
 * Answers a question of whichever kind, with what `by` says.
 * @throws RangeError for a kind that this version does not know.
 */
export function answerTo(kind: string, by: Answering, asked: unknown): Promise<unknown> {
  if (!isKind(kind))
    throw new RangeError(`an owner is asked for "${kind}", which this version does not know`);
  return (answers[kind] as (by: Answering, asked: unknown) => Promise<unknown>)(by, asked);
}
