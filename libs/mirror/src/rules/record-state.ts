import { effectsOf, type Sale, type Submitted } from '@tidemark/schema';

/** What of a record says how far it is: the life of its order, move or edit, and of a sale's effects. */
type Living = Pick<Submitted, 'submission'> & Pick<Sale, 'effects'>;

type RecordState = 'waiting' | 'accepted' | 'refused' | 'resolved';

/**
 * [O22] The state of a whole record. Effects come after the order: once it is settled, a sale waits while one of its
 * effects does, and is refused while one of them is.
 */
export function recordState(document: Living): RecordState {
  const own = document.submission?.state ?? 'waiting';
  if (own === 'waiting' || own === 'refused') return own;
  const effects = new Set(effectsOf(document).map(({ submission }) => submission.state));
  if (effects.has('waiting')) return 'waiting';
  return effects.has('refused') ? 'refused' : own;
}

/** When a waiting record has something to send; undefined if it does not wait, or was not stored by a server. */
export function waitsUntil(document: Living): number | undefined {
  const { submission } = document;
  if (submission === null || recordState(document) !== 'waiting') return undefined;
  if (submission.state === 'waiting') return submission.notBefore;
  const waiting = effectsOf(document).flatMap(each =>
    each.submission.state === 'waiting' ? [each.submission.notBefore] : [],
  );
  return Math.min(...waiting);
}

/** Whether Shopify was told of it, or of an effect: what it made of that has to be read. */
export function wasTold(document: Living): boolean {
  return [document, ...effectsOf(document)].some(
    ({ submission }) => submission?.state === 'accepted' || submission?.state === 'refused',
  );
}
