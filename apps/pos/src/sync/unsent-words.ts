import type { SafetyLine } from '@tidemark/elements';
import { shortOf, type Room } from '../pictures/picture-room.ts';
import type { Safety } from '@tidemark/till';

type Unsent = Safety['unsent'];

/** "3 sales not sent yet", with other work beside them; '' when all is sent. */
export function unsentWords({ sales, ...others }: Unsent): string {
  const rest = others.customerEdits + others.stockMoves + others.carts;
  const parts = [
    sales > 0 ? count(sales, 'sale') : '',
    rest > 0 ? count(rest, sales > 0 ? 'other thing' : 'thing') : '',
  ].filter(Boolean);
  return parts.length === 0 ? '' : `${parts.join(' and ')} not sent yet`;
}

/** What is known of the browser that keeps it. */
export interface Keeper {
  /** It can be asked to keep it. */
  readonly canPromise?: boolean;
  readonly room?: Room;
  /** It deletes everything when nobody comes for a week. */
  readonly isForgetful?: boolean;
}

/** Everything that is known of unsent work, for a manager. */
export function safetyLines(safety: Safety, keeper: Keeper = {}): SafetyLine[] {
  const { room = {} } = keeper;
  const { unsent, notTaken, refused, misplaced, isPersistent, secondCopy, broughtBack, damaged, trouble } =
    safety;
  const line = (id: string, title: string, text: string, tone: SafetyLine['tone']) => ({
    id,
    title,
    text,
    tone,
  });
  const counted = (id: keyof Unsent, title: string) =>
    line(
      id,
      title,
      unsent[id] === 0 ? 'all sent' : `${unsent[id].toLocaleString()} not sent yet`,
      unsent[id] === 0 ? 'good' : 'wait',
    );
  return [
    counted('sales', 'Sales'),
    counted('customerEdits', 'Customers'),
    counted('stockMoves', 'Stock moves'),
    counted('carts', 'Parked carts'),
    ...(notTaken > 0
      ? [
          line(
            'not-taken',
            'Not taken by the server',
            `${notTaken.toLocaleString()}, kept on this till`,
            'bad',
          ),
        ]
      : []),
    line(
      'refused',
      'Refused by Shopify, in the whole shop',
      refused === 0 ? 'none' : `${refused.toLocaleString()} to decide about`,
      refused === 0 ? 'good' : 'bad',
    ),
    ...(misplaced > 0
      ? [
          line(
            'misplaced',
            'Stock taken from another location',
            `${count(misplaced, 'sale')}: Menu > Sales says which; correct the stock in Shopify`,
            'bad',
          ),
        ]
      : []),
    line('persistent', 'This browser keeps the till’s data', ...persistence(isPersistent, keeper)),
    line('second-copy', 'Second copy of unsent work', ...copyWords(secondCopy)),
    ...(room.wasFull || shortOf(room) > 0 ? [line('room', 'Room on this device', ...roomWords(room))] : []),
    ...(broughtBack > 0
      ? [line('brought-back', 'Lost by the browser and brought back', broughtBack.toLocaleString(), 'wait')]
      : []),
    ...(damaged > 0
      ? [
          line(
            'damaged',
            'Damaged on this device',
            `${count(damaged, 'record')} could not be read; what the server or the second copy has comes back`,
            'bad',
          ),
        ]
      : []),
    ...(trouble === undefined ? [] : [line('trouble', 'Nothing is sent just now', trouble, 'wait')]),
  ];
}

function persistence(
  isPersistent: boolean | undefined,
  { canPromise = true, isForgetful = false }: Keeper,
): [string, SafetyLine['tone']] {
  if (isForgetful)
    return ['for seven days without a visit. On the home screen, as an app, for as long as you like', 'wait'];
  if (!canPromise) return ['this browser cannot promise it: it may delete it when the disk is full', 'wait'];
  if (isPersistent === undefined) return ['not promised yet', 'wait'];
  return isPersistent
    ? ['promised', 'good']
    : ['not promised: it may delete it when the disk is full', 'wait'];
}

const advice = 'Free some room on this device: delete what it does not need.';
/** Below this a few hundred sales fill what is left. */
const almostNothing = 10 * 1024 * 1024;

function roomWords({ quota = 0, usage = 0, wasFull = false }: Room): [string, SafetyLine['tone']] {
  if (wasFull)
    return [`there was none left: pictures were given back, so that sales are stored. ${advice}`, 'bad'];
  const free = Math.max(0, quota - usage);
  const left = `${Math.floor(free / 1024 / 1024).toLocaleString()} MB left for this till`;
  return free < almostNothing
    ? [`only ${left}: soon nothing can be sold. ${advice}`, 'bad']
    : [`${left}: no more pictures are kept, so that sales have room. ${advice}`, 'wait'];
}

function copyWords(copy: Safety['secondCopy']): [string, SafetyLine['tone']] {
  if (copy === undefined) return ['not tried yet', 'wait'];
  return copy.kind === 'kept' ? ['kept', 'good'] : [`none: ${copy.reason}`, 'wait'];
}

function count(n: number, word: string): string {
  return `${n.toLocaleString()} ${word}${n === 1 ? '' : 's'}`;
}
