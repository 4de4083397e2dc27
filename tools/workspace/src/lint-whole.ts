/** Lints every package in one process: by ESLint, and by the house rules that need all files at once. */
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { workspaceRoot } from './nx-plan.ts';
import { houseProblems, problemText } from './house/house-problems.ts';
import { conclude, isOf, packagesWith } from './whole.ts';

const eslint = new ESLint({ cwd: workspaceRoot });
const packages = packagesWith('lint');
const results = await eslint.lintFiles(packages.map(({ root }) => root));
const { format } = await eslint.loadFormatter('stylish');
const house = houseProblems(workspaceRoot);
const found = packages.map(async each => {
  const faulty = results.filter(
    ({ filePath, errorCount, fatalErrorCount }) => isOf(each, filePath) && errorCount + fatalErrorCount > 0,
  );
  const own = house.filter(({ file }) => isOf(each, join(workspaceRoot, file)));
  return {
    name: each.name,
    problems: [...(faulty.length === 0 ? [] : [await format(faulty)]), ...own.map(problemText)],
  };
});
const elsewhere = house.filter(({ file }) => !packages.some(each => isOf(each, join(workspaceRoot, file))));
conclude('lint-whole', [
  ...(await Promise.all(found)),
  { name: 'the root', problems: elsewhere.map(problemText) },
]);
