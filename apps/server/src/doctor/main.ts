/**
 * `npm run doctor` examines the settings, the shop and this machine, and says for each what to do. It takes the server's
 * environment, changes nothing, and may run beside the server. `--json` prints the findings as JSON. Exits with 1 if
 * something is wrong.
 */
import { examine } from './examine.ts';
import { findingsText } from './finding.ts';

const options = process.argv.slice(2);
if (options.some(each => each !== '--json')) {
  console.error('usage: npm run doctor [-- --json]');
  process.exit(2);
}
const findings = await examine(process.env, Date.now);
console.log(options.length > 0 ? JSON.stringify(findings, undefined, 2) : findingsText(findings));
process.exit(findings.some(({ state }) => state === 'wrong') ? 1 : 0);
