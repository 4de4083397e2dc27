import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const account = ['--shop', 'a.myshopify.com', '--staff', 'demo', '--pin', '1234'];

/** Runs the command. @returns Its exit code and output. */
async function conformance(...options: readonly string[]) {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...options]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

test.each([
  ['nothing is said', []],
  ['the server is no address', ['--server', 'nonsense', ...account]],
  ['an option is unknown', ['--server', 'http://127.0.0.1:1', ...account, '--whim']],
  ['the patience is none', ['--server', 'http://127.0.0.1:1', ...account, '--patience', 'long']],
])('the command says how it is used when %s', async (_when, options) => {
  const { code, stderr } = await conformance(...options);

  expect(code).toBe(2);
  expect(stderr).toContain('--server URL');
});

test('the command ends with 1, and names the rule, where a server does not keep it', async () => {
  const { code, stdout } = await conformance('--server', 'http://127.0.0.1:1', ...account, '--json');

  expect(code).toBe(1);
  expect((JSON.parse(stdout) as object[])[0]).toMatchObject({ id: 'C-S1', outcome: 'broken' });
});
