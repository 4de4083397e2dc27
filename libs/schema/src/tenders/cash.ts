import type { TenderRules } from './tender-rules.ts';

export const cash: TenderRules<'cash'> = { kind: 'cash', givesChange: true, hasReference: false };
