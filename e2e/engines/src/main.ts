/**
 * `npm run browsers`: the till in each engine besides Chromium that is installed. Arguments choose an engine or
 * scenarios: `npm run browsers -- webkit "backup copy"`.
 */
import { engines, play, whyNot } from './play.ts';
import { scenarios } from './scenarios.ts';

const words = process.argv.slice(2).map(word => word.toLowerCase());
const named = engines.filter(({ name }) => words.includes(name.toLowerCase()));
const wanted = words.filter(word => !engines.some(({ name }) => name.toLowerCase() === word));
const chosen = scenarios.filter(
  ({ name }) => wanted.length === 0 || wanted.some(word => name.toLowerCase().includes(word)),
);
let [passed, failed] = [0, 0];
for (const kind of named.length > 0 ? named : engines) {
  const reason = whyNot(kind);
  if (reason !== undefined) {
    console.log(`== ${reason}`);
    continue;
  }
  console.log(`== ${kind.name}`);
  const { version, outcomes } = await play(kind, chosen, ({ scenario, error, ms }) => {
    console.log(`${error === undefined ? '✓' : '✗'} ${scenario} (${(ms / 1000).toFixed(1)} s)`);
    if (error !== undefined) console.error(error);
  });
  const wrong = outcomes.filter(({ error }) => error !== undefined).length;
  console.log(`== ${kind.name} ${version}: ${outcomes.length - wrong} passed, ${wrong} failed`);
  passed += outcomes.length - wrong;
  failed += wrong;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
