import { msg } from '../../language/index.ts';
import type { TenderOnScreen } from './tender-on-screen.ts';

export const cash: TenderOnScreen = {
  name: () => msg('Cash'),
  said: () => msg('Cash'),
  amountLabel: () => msg('Given'),
  takeLabel: () => msg('Cash received'),
  offersAmounts: true,
};
