import { msg } from '@tidemark/elements/language';
import type { RecordFilter } from '@tidemark/till/page';

/** The screens of the menu. */
export const screens = ['sell', 'orders', 'sales', 'customers', 'stock', 'sync'] as const;

export type Screen = (typeof screens)[number];

/** The name of a screen in the menu. */
export function screenTitle(screen: Screen): string {
  switch (screen) {
    case 'sell':
      return msg('Sell');
    case 'orders':
      return msg('Orders');
    case 'sales':
      return msg('Sales');
    case 'customers':
      return msg('Customers');
    case 'stock':
      return msg('Stock');
    case 'sync':
      return msg('Sync All');
  }
}

/** The cashier goes to another screen, perhaps to one kind of what it lists. */
export class GoEvent extends Event {
  static readonly type = 'go';
  readonly screen: Screen;
  readonly show: RecordFilter;

  constructor(screen: Screen, show: RecordFilter = 'all') {
    super(GoEvent.type, { bubbles: true, composed: true });
    this.screen = screen;
    this.show = show;
  }
}

/** The cashier wants to sign in again. */
export class SignInAgainEvent extends Event {
  static readonly type = 'sign-in-again';

  constructor() {
    super(SignInAgainEvent.type, { bubbles: true, composed: true });
  }
}

/** The cashier leaves the till, locked. */
export class LockEvent extends Event {
  static readonly type = 'lock';

  constructor() {
    super(LockEvent.type, { bubbles: true, composed: true });
  }
}

/** The cashier signs out; `removes`: what is stored here of the shop must be removed too. */
export class LeaveEvent extends Event {
  static readonly type = 'leave';
  readonly removes: boolean;

  constructor(removes: boolean) {
    super(LeaveEvent.type);
    this.removes = removes;
  }
}

/** The cashier wants to sign out. */
export class SignOutEvent extends Event {
  static readonly type = 'sign-out';

  constructor() {
    super(SignOutEvent.type, { bubbles: true, composed: true });
  }
}
