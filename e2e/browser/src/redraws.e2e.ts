import type { Locator } from '@playwright/test';
import { SellingPage } from './pages/selling-page.ts';
import { expect, test } from './stage/world.ts';

declare global {
  /** The first words of each part of the page that was redrawn since the watch began, by the watch's name. */
  var redrawn: Record<string, string[]>;
}

/** From now on, notes in which of these elements, which share a root, anything is redrawn. */
function watch(each: Locator, name: string, selector: string): Promise<void> {
  return each.evaluate(
    (element, [kept, part]) => {
      const redrawn: string[] = ((globalThis.redrawn ??= {})[kept] = []);
      const note = (node: Node): void => {
        const within = node instanceof Element ? node : node.parentElement;
        const words = within?.closest(part)?.textContent.trim().replace(/\s+/g, ' ').slice(0, 24);
        if (words !== undefined && !redrawn.includes(words)) redrawn.push(words);
      };
      new MutationObserver(changes => {
        for (const { target, addedNodes } of changes) [target, ...addedNodes].forEach(note);
      }).observe(element.getRootNode(), {
        ...{ childList: true, subtree: true, characterData: true, attributes: true },
      });
    },
    [name, selector] as const,
  );
}

test('[P8] a tap on a product that is in the cart draws its line again, and no other line or card', async ({
  till,
  world,
}) => {
  const { page } = till;
  const selling = new SellingPage(till);
  const titles = ['Redrawn Mug', 'Redrawn Bowl', 'Redrawn Cup'];
  for (const [n, title] of titles.entries()) await world.shop.create(title, `295000000000${n}`);
  await till.quiet();
  for (const title of titles) await selling.put(title);
  await till.search('Redrawn');
  await expect(page.getByTestId('product-card')).toHaveCount(3);
  await watch(till.card('Redrawn Bowl'), 'cards', '[data-testid=product-card]');
  await watch(till.cartLine('Redrawn Bowl'), 'lines', '[data-testid=cart-line]');

  await till.card('Redrawn Bowl').click();
  await expect(till.cartLine('Redrawn Bowl').getByLabel('Quantity')).toHaveText('2');

  const { cards, lines } = await page.evaluate(() => globalThis.redrawn);
  expect(lines).toEqual([expect.stringMatching(/^Redrawn Bowl/)]);
  expect(cards?.filter(each => !each.includes('Redrawn Bowl'))).toEqual([]);
});
