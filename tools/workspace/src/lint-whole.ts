/** Lints every package in one process. */
import { ESLint } from 'eslint';
import { workspaceRoot } from './nx-plan.ts';
import { conclude, isOf, packagesWith } from './whole.ts';

const eslint = new ESLint({ cwd: workspaceRoot });
const packages = packagesWith('lint');
const results = await eslint.lintFiles(packages.map(({ root }) => root));
const { format } = await eslint.loadFormatter('stylish');
const found = packages.map(async each => {
  const faulty = results.filter(
    ({ filePath, errorCount, fatalErrorCount }) => isOf(each, filePath) && errorCount + fatalErrorCount > 0,
  );
  return { name: each.name, problems: faulty.length === 0 ? [] : [await format(faulty)] };
});
conclude('lint-whole', await Promise.all(found));
