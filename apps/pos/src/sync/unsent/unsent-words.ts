import { clockTime } from '@tidemark/elements/look/time';
import type { SafetyLine } from '@tidemark/elements/sync/unsent-work';
import { counted, msg, numberText, str } from '@tidemark/elements/language';
import { shortOf, type Room } from '../../pictures/picture-room.ts';
import { reasonWords } from '../../words/reason-words.ts';
import type { ShopWork } from '../../tills/other-work.ts';
import type { Safety } from '@tidemark/till';

type Unsent = Safety['unsent'];

/** "3 sales not sent yet", with other work beside them; '' when all is sent. */
export function unsentWords({ sales, ...others }: Unsent): string {
  const rest = others.customerEdits + others.stockMoves + others.carts;
  if (sales + rest === 0) return '';
  const [saleNumber, number] = [numberText(sales), numberText(rest)];
  if (sales > 0 && rest > 0) {
    const some = counted(sales, str`${saleNumber} sale`, str`${saleNumber} sales`);
    return counted(
      rest,
      str`${some} and ${number} other thing not sent yet`,
      str`${some} and ${number} other things not sent yet`,
    );
  }
  if (sales > 0)
    return counted(sales, str`${saleNumber} sale not sent yet`, str`${saleNumber} sales not sent yet`);
  return counted(rest, str`${number} thing not sent yet`, str`${number} things not sent yet`);
}

/** What is known of the browser that keeps unsent work. */
export interface Keeper {
  /** Whether the browser can be asked to keep it. */
  readonly canPromise?: boolean;
  readonly room?: Room;
  /** The shop's time zone. */
  readonly timeZone?: string | undefined;
  /** Whether the browser deletes everything after a week without a visit. */
  readonly isForgetful?: boolean;
}

/** Unsent work of other shops' tills in this browser, a line for each. */
export function otherLines(works: readonly ShopWork[]): SafetyLine[] {
  return works.map(({ server, shop, unsent }) => ({
    id: `other ${server} ${shop}`,
    title: shop,
    text: unsent === 0 ? msg('all sent') : msg(str`${numberText(unsent)} not sent yet`),
    tone: unsent === 0 ? 'good' : 'wait',
  }));
}

/** Everything that is known of unsent work, for a manager. */
export function safetyLines(safety: Safety, keeper: Keeper = {}): SafetyLine[] {
  const { room = {} } = keeper;
  const { unsent, notTaken, heldBack, misplaced, isPersistent, backupCopy } = safety;
  const refused = safety.refused - heldBack;
  const { broughtBack, damaged, unsigned, provedAt, trouble } = safety;
  const line = (id: string, title: string, text: string, tone: SafetyLine['tone']) => ({
    id,
    title,
    text,
    tone,
  });
  const sending = (id: keyof Unsent, title: string) =>
    line(
      id,
      title,
      unsent[id] === 0 ? msg('all sent') : msg(str`${numberText(unsent[id])} not sent yet`),
      unsent[id] === 0 ? 'good' : 'wait',
    );
  return [
    sending('sales', msg('Sales')),
    sending('customerEdits', msg('Customers')),
    sending('stockMoves', msg('Stock moves')),
    sending('carts', msg('Parked carts')),
    line(
      'proved',
      msg('Compared with the server'),
      provedAt === undefined
        ? msg('not yet')
        : msg(str`nothing is missing: ${clockTime(provedAt, keeper.timeZone)}`),
      'good',
    ),
    ...(notTaken > 0
      ? [
          line(
            'not-taken',
            msg('Not taken by the server'),
            msg(str`${numberText(notTaken)}, kept on this till`),
            'bad',
          ),
        ]
      : []),
    line(
      'refused',
      msg('Refused by Shopify, in the whole shop'),
      refused === 0 ? msg('none') : msg(str`${numberText(refused)} to decide about`),
      refused === 0 ? 'good' : 'bad',
    ),
    ...(heldBack > 0
      ? [
          line(
            'held-back',
            msg('Held back by the server, in the whole shop'),
            counted(
              heldBack,
              str`${numberText(heldBack)} sale with something wrong, to decide about: Menu > Sales says what`,
              str`${numberText(heldBack)} sales with something wrong, to decide about: Menu > Sales says what`,
            ),
            'bad',
          ),
        ]
      : []),
    ...(misplaced > 0
      ? [
          line(
            'misplaced',
            msg('Stock to correct in Shopify'),
            counted(
              misplaced,
              str`${numberText(misplaced)} sale whose goods Shopify took from elsewhere: Menu > Sales says which`,
              str`${numberText(misplaced)} sales whose goods Shopify took from elsewhere: Menu > Sales says which`,
            ),
            'bad',
          ),
        ]
      : []),
    line('persistent', msg('This browser keeps the till’s data'), ...persistence(isPersistent, keeper)),
    line('backup-copy', msg('Backup copy of unsent work'), ...copyWords(backupCopy)),
    ...(room.wasFull || shortOf(room) > 0
      ? [line('room', msg('Room on this device'), ...roomWords(room))]
      : []),
    ...(unsigned > 0
      ? [
          line(
            'unsigned',
            msg('Without a signature'),
            counted(
              unsigned,
              str`${numberText(unsigned)} sale: this till could not read its key then. Sign in again if it goes on`,
              str`${numberText(unsigned)} sales: this till could not read its key then. Sign in again if it goes on`,
            ),
            'bad',
          ),
        ]
      : []),
    ...(broughtBack > 0
      ? [line('brought-back', msg('Lost by the browser and brought back'), numberText(broughtBack), 'wait')]
      : []),
    ...(damaged > 0
      ? [
          line(
            'damaged',
            msg('Damaged on this device'),
            counted(
              damaged,
              str`${numberText(damaged)} record could not be read; what the server or the backup copy has comes back`,
              str`${numberText(damaged)} records could not be read; what the server or the backup copy has comes back`,
            ),
            'bad',
          ),
        ]
      : []),
    ...(trouble === undefined
      ? []
      : [line('trouble', msg('Nothing is sent just now'), reasonWords(trouble), 'wait')]),
  ];
}

function persistence(
  isPersistent: boolean | undefined,
  { canPromise = true, isForgetful = false }: Keeper,
): [string, SafetyLine['tone']] {
  if (isForgetful)
    return [
      msg('for seven days without a visit. On the home screen, as an app, for as long as you like'),
      'wait',
    ];
  if (!canPromise)
    return [msg('this browser cannot promise it: it may delete it when the disk is full'), 'wait'];
  if (isPersistent === undefined) return [msg('not promised yet'), 'wait'];
  return isPersistent
    ? [msg('promised'), 'good']
    : [msg('not promised: it may delete it when the disk is full'), 'wait'];
}

const advice = (): string => msg('Free some room on this device: delete what it does not need.');
/** Below this, a few hundred sales fill what is left. */
const almostNothing = 10 * 1024 * 1024;

function roomWords({ quota = 0, usage = 0, wasFull = false }: Room): [string, SafetyLine['tone']] {
  if (wasFull)
    return [
      msg(str`there was none left: pictures were given back, so that sales are stored. ${advice()}`),
      'bad',
    ];
  const free = Math.max(0, quota - usage);
  const left = msg(str`${numberText(Math.floor(free / 1024 / 1024))} MB left for this till`);
  return free < almostNothing
    ? [msg(str`only ${left}: soon nothing can be sold. ${advice()}`), 'bad']
    : [msg(str`${left}: no more pictures are kept, so that sales have room. ${advice()}`), 'wait'];
}

function copyWords(copy: Safety['backupCopy']): [string, SafetyLine['tone']] {
  if (copy === undefined) return [msg('not tried yet'), 'wait'];
  return copy.kind === 'kept' ? [msg('kept'), 'good'] : [msg(str`none: ${reasonWords(copy.reason)}`), 'wait'];
}
