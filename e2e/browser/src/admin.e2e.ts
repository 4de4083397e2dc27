import { expect, test } from './stage/world.ts';

test('an edit on the simulator’s admin page appears in the till within a second', async ({
  till,
  world,
  context,
}) => {
  await world.shop.create('Admin Kettle', '2900000000158');
  await till.ready();
  await expect(till.status).toHaveAttribute('data-connection', 'live');
  await till.search('Admin Kettle');
  const admin = await context.newPage();
  await admin.goto(world.simulatorOrigin);
  await admin.getByRole('searchbox').first().fill('Admin Kettle');
  const row = admin
    .getByTestId('product-row')
    .filter({ has: admin.locator('input[name="title"]') })
    .first();
  await expect(row.locator('input[name="title"]')).toHaveValue('Admin Kettle');

  await row.locator('input[name="title"]').fill('Admin Kettle, copper');
  await row.getByRole('button', { name: 'Save' }).click();

  await expect(till.card('Admin Kettle, copper')).toBeVisible();
});
