/** Checks the types of every package, each by its own `tsconfig.json`, in one process. */
import { typesOf } from './types-of.ts';
import { conclude, packagesWith } from './whole.ts';

const check = typesOf();
conclude(
  'typecheck-whole',
  packagesWith('typecheck').map(each => ({ name: each.name, problems: check(each) })),
);
