import type { Check } from '../check.ts';
import { changeChecks } from './changes.ts';
import { digestChecks } from './digest.ts';
import { headsChecks } from './heads.ts';
import { journalChecks } from './journal.ts';
import { keyChecks } from './keys.ts';
import { pullChecks } from './pull.ts';
import { pushChecks } from './push.ts';
import { refusalChecks } from './refusals.ts';
import { sessionChecks } from './session.ts';
import { streamChecks } from './stream.ts';
import { surfaceChecks } from './surface.ts';

/** Every rule of the protocol that can be tried from outside, in the order of their runs. */
export const checks: readonly Check[] = [
  ...sessionChecks,
  ...keyChecks,
  ...refusalChecks,
  ...pullChecks,
  ...digestChecks,
  ...headsChecks,
  ...surfaceChecks,
  ...pushChecks,
  ...journalChecks,
  ...streamChecks,
  ...changeChecks,
];
