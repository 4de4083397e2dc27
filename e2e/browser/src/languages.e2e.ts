import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { protocolHeader, protocolVersion } from '@tidemark/protocol';
import { collectionNames, promiseNames } from '@tidemark/schema';
import { lookAt, outsideOf, wordsIn } from './screen-texts.ts';
import { TillTour } from './till-tour.ts';
import { expect, test } from './world.ts';

/** The till in other languages than the one that it is written in [S20]. */

const sizes = { phone: [390, 844], tablet: [1024, 768], desktop: [1440, 900] } as const;

/** Set, every screen is pictured there, for somebody to look at. */
const pictures = process.env['LANGUAGE_PICTURES'];

/** What a shop, its server and its things are called, and names that every language has. */
async function dataOf(origin: string): Promise<Set<string>> {
  const headers = { 'content-type': 'application/json', [protocolHeader]: String(protocolVersion) };
  const till = { id: 'reader-0002' };
  const body = JSON.stringify({ shop: 'tidemark-demo.myshopify.com', staff: 'demo', pin: '1234', till });
  const answer = await fetch(`${origin}/api/session`, { method: 'POST', headers, body });
  const session = (await answer.json()) as { token: string };
  const known: unknown[] = [
    session,
    'Tidemark EUR English Deutsch your-shop.myshopify.com Till localhost http',
  ];
  for (const name of [...collectionNames, ...promiseNames]) {
    const page = await fetch(`${origin}/api/replication/${name}/pull?limit=1000`, {
      headers: { ...headers, authorization: `Bearer ${session.token}` },
    });
    known.push(await page.json());
  }
  return wordsIn(known);
}

for (const language of ['en-XA', 'ar-XB'])
  for (const [size, [width, height]] of Object.entries(sizes))
    test(`[S20] on a ${size}, every screen is wholly in ${language}, and nothing is cut off`, async ({
      page,
      openTill,
      world,
    }) => {
      await page.setViewportSize({ width, height });
      await page.addInitScript(code => localStorage.setItem('tidemark-language', code), language);
      const data = await dataOf(world.origin);
      const [bare, cutOff] = [new Set<string>(), new Set<string>()];
      const till = await openTill(page);
      await till.open();
      const tour = new TillTour(page, async name => {
        const { texts, cutOff: cut } = await lookAt(page);
        for (const { text, where } of texts) {
          const rest = outsideOf(text, data);
          if (rest !== '') bare.add(`${name}: ${where}: ${rest}`);
        }
        for (const { text, where } of cut) cutOff.add(`${name}: ${where}: ${text}`);
        if (pictures === undefined) return;
        mkdirSync(join(pictures, language), { recursive: true });
        await page.screenshot({ path: join(pictures, language, `${size}-${name}.png`) });
      });
      await tour.all();

      expect(await page.evaluate(() => document.documentElement.dir)).toBe(
        language === 'ar-XB' ? 'rtl' : 'ltr',
      );
      expect([...bare]).toEqual([]);
      expect([...cutOff]).toEqual([]);
    });
