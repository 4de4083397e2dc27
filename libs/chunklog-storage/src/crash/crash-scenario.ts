import fc from 'fast-check';

export const collections = ['sales', 'products', 'rx-replication-meta-1'] as const;
export type CollectionName = (typeof collections)[number];

/** One action of a tab. `wait`: the next starts when it is done, or the machine has died. */
export type Command = { readonly tab: 0 | 1; readonly wait: boolean } & (
  | {
      readonly do: 'write';
      readonly collection: CollectionName;
      /** Documents, besides its own one, that the write inserts or updates. */
      readonly ids: readonly string[];
      readonly isDeletion: boolean;
    }
  | { readonly do: 'cleanup'; readonly collection: CollectionName }
  | { readonly do: 'read'; readonly collection: CollectionName }
  | { readonly do: 'keep'; readonly collection: CollectionName }
);

/** How a session ends. `kept`: how many of the transactions since the last strict one survive the power cut. */
type Ending =
  | { readonly how: 'closed' }
  | { readonly how: 'killed'; readonly atMoment: number }
  | { readonly how: 'power-cut'; readonly atMoment: number; readonly kept: number };

export type Session = {
  readonly commands: readonly Command[];
  readonly ending: Ending;
  /** Garbage that starts a compaction, in characters. */
  readonly leastGarbage: number;
  /** Characters that fit beyond what is there. */
  readonly room: number;
  /** Whether tabs hear each other; the storage must work without that. */
  readonly hasChannel: boolean;
};

const base = { tab: fc.constantFrom(0, 1) as fc.Arbitrary<0 | 1>, wait: fc.boolean() };
const collection = fc.constantFrom(...collections);
const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 });

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      ...base,
      do: fc.constant('write' as const),
      collection,
      ids,
      isDeletion: fc.nat(4).map(n => n === 0),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ...base, do: fc.constant('cleanup' as const), collection }) },
  { weight: 1, arbitrary: fc.record({ ...base, do: fc.constant('read' as const), collection }) },
  { weight: 1, arbitrary: fc.record({ ...base, do: fc.constant('keep' as const), collection }) },
);

const atMoment = fc.nat(120);
const ending: fc.Arbitrary<Ending> = fc.oneof(
  fc.record({ how: fc.constant('closed' as const) }),
  fc.record({ how: fc.constant('killed' as const), atMoment }),
  fc.record({ how: fc.constant('power-cut' as const), atMoment, kept: fc.nat(6) }),
);

const session: fc.Arbitrary<Session> = fc.record({
  commands: fc.array(command, { maxLength: 14 }),
  ending,
  leastGarbage: fc.constantFrom(0, 300, 2000),
  room: fc.oneof({ weight: 4, arbitrary: fc.constant(Infinity) }, fc.nat(3000)),
  hasChannel: fc.boolean(),
});

/** Sessions one after the other, and which record is torn at the end. */
export const story = fc.record({
  sessions: fc.array(session, { minLength: 1, maxLength: 4 }),
  torn: fc.nat(20),
});
export type Story = { readonly sessions: readonly Session[]; readonly torn: number };
