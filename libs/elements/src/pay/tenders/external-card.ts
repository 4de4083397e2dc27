import { msg, str } from '../../language/index.ts';
import type { TenderOnScreen } from './tender-on-screen.ts';

export const externalCard: TenderOnScreen = {
  name: () => msg('Card'),
  said: ({ reference }) => (reference === null ? msg('Card') : msg(str`Card ${reference}`)),
  amountLabel: () => msg('On the card'),
  takeLabel: () => msg('Card was paid'),
  referenceLabel: () => msg('Reference on the terminal’s slip (optional)'),
  offersAmounts: false,
};
