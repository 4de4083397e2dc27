import type { Checkpoint } from '@tidemark/protocol';
import type { Scope } from '@tidemark/schema';
import type { ReplicatedName } from '../contract/replicated.ts';

/** Where a commit writes. */
export interface Place<C extends ReplicatedName = ReplicatedName> {
  readonly shop: string;
  readonly collection: C;
  /** The shop's newest place before this commit. */
  readonly head: Checkpoint;
}

/** Tells documents of one collection apart: ids are unique in a scope. */
export function keyOf(scope: Scope, id: string): string {
  return `${scope} ${id}`;
}
