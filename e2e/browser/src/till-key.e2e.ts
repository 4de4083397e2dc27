import type { Page } from '@playwright/test';
import { expect, test } from './stage/world.ts';

/** Tries every way by which a script of the page could read the till's key. */
function tryToRead(page: Page) {
  return page.evaluate(async () => {
    const answered = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const { name } = (await indexedDB.databases()).find(each => each.name?.endsWith('-key')) ?? {};
    const database = await answered(indexedDB.open(name ?? 'none'));
    const pair = (await answered(
      database.transaction('key').objectStore('key').get('pair'),
    )) as CryptoKeyPair;
    database.close();
    const tries = (['pkcs8', 'jwk', 'raw', 'spki'] as const).map(format =>
      crypto.subtle.exportKey(format, pair.privateKey).then(
        () => `${format} was read`,
        (error: Error) => error.name,
      ),
    );
    return {
      isExtractable: pair.privateKey.extractable,
      tries: await Promise.all(tries),
      asJson: JSON.stringify(pair.privateKey),
      small: JSON.stringify({ ...localStorage }),
    };
  });
}

test('[S23] no script of the page can read the private part of the till’s key', async ({ till, page }) => {
  await till.open();
  await till.signIn();

  const { isExtractable, tries, asJson, small } = await tryToRead(page);

  expect(isExtractable).toBe(false);
  expect(tries.every(each => /InvalidAccessError|OperationError|NotSupportedError/.test(each))).toBe(true);
  expect(asJson).toBe('{}');
  expect(small).not.toMatch(/"d":|PRIVATE KEY/);
});

test('[S23] whoever copies a till’s small values and its session pushes nothing in its name', async ({
  till,
  page,
  world,
}) => {
  await till.open();
  await till.signIn();
  const stolen = await page.evaluate(() => {
    const key = Object.keys(localStorage).find(each => each.endsWith('-session')) ?? '';
    const { token } = JSON.parse(localStorage.getItem(key) ?? '{}') as { token: string };
    const id = localStorage.getItem(Object.keys(localStorage).find(each => each.endsWith('-till')) ?? '');
    return { token, id };
  });
  const post = (path: string, body: object) =>
    fetch(`${world.origin}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stolen.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  const row = { newDocumentState: { id: 'anything-0001', _deleted: false } };
  const pushed = await post('/api/replication/carts/push', { rows: [row] });
  const signedIn = await post('/api/session', {
    shop: 'tidemark-demo.myshopify.com',
    staff: 'demo',
    pin: '1234',
    till: { id: stolen.id },
  });

  expect([pushed.status, ((await pushed.json()) as { code: string }).code]).toEqual([401, 'not-signed']);
  expect([signedIn.status, ((await signedIn.json()) as { code: string }).code]).toEqual([409, 'till-taken']);
});
