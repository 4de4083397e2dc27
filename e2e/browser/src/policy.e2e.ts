import { expect, test } from './stage/world.ts';

test('a till opens and sells without trying what its own policy forbids', async ({ till, world }) => {
  await world.shop.create('Lawful Kettle', '2900000000530');
  await till.page.addInitScript(() => {
    const page = globalThis as unknown as { violations: string[] };
    page.violations = [];
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      page.violations.push(`${violatedDirective} ${blockedURI}`),
    );
  });
  await till.ready();
  await till.scan('2900000000530');
  await expect(till.cartLine('Lawful Kettle')).toBeVisible();

  const violations = await till.page.evaluate(
    () => (globalThis as unknown as { violations: string[] }).violations,
  );

  expect(violations).toEqual([]);
});
