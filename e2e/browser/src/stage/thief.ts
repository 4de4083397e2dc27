import type { Page } from '@playwright/test';

/**
 * Everything that a script of a page can read of the elements in it: storage of every kind, the DOM through every open
 * shadow root, what is registered in the page, its messages, and a frame's answers to forged messages.
 */
export function loot(page: Page, server: string): Promise<string> {
  return page.evaluate(async server => {
    const found: unknown[] = [];
    const attempt = async (steal: () => unknown): Promise<void> => {
      try {
        found.push(await steal());
      } catch (error) {
        found.push(String(error));
      }
    };
    const soon = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

    await attempt(() => ({ ...localStorage, ...sessionStorage, cookie: document.cookie }));
    await attempt(async () => {
      const rows: unknown[] = [];
      for (const { name = '' } of await indexedDB.databases()) {
        const database = await new Promise<IDBDatabase>((resolve, reject) => {
          const opening = indexedDB.open(name);
          opening.onsuccess = () => resolve(opening.result);
          opening.onerror = () => reject(new Error(name));
        });
        for (const store of database.objectStoreNames) {
          const all = database.transaction(store).objectStore(store).getAll();
          rows.push(name, store, await new Promise(resolve => (all.onsuccess = () => resolve(all.result))));
        }
        database.close();
      }
      return rows;
    });
    await attempt(async () =>
      Promise.all((await caches.keys()).map(async name => (await caches.open(name)).keys())),
    );
    await attempt(async () => {
      const names: string[] = [];
      for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
      return names;
    });
    await attempt(() => navigator.locks.query());

    const texts = (node: Node): string =>
      [node, ...(node instanceof Element && node.shadowRoot ? [node.shadowRoot] : [])]
        .flatMap(each => [...each.childNodes])
        .map(each => (each instanceof Text ? each.data : texts(each)))
        .join(' ');
    await attempt(() => texts(document.body));
    const frames = [...document.querySelectorAll('*')].flatMap(each => [
      ...(each.shadowRoot?.querySelectorAll('iframe') ?? []),
    ]);
    for (const frame of frames) {
      const window = frame.contentWindow as (Window & Record<PropertyKey, unknown>) | null;
      await attempt(() => frame.contentDocument?.body.outerHTML);
      await attempt(() => ({ ...window?.localStorage }));
      await attempt(() => window?.document.cookie);
      await attempt(() => Object.keys(window?.[Symbol.for('tidemark.tills')] as object));
    }
    const globals = globalThis as unknown as Record<PropertyKey, unknown>;
    for (const key of [...Object.getOwnPropertySymbols(globals), 'tidemark', 'till', 'tills'])
      await attempt(async () => {
        const value = globals[key];
        const tills = value instanceof Map ? await Promise.all(value.values()) : [];
        return tills.map(each => JSON.stringify(Object.keys(each as object)));
      });
    for (const each of document.querySelectorAll('*'))
      if (each.localName.startsWith('tide-'))
        for (const key in each) await attempt(() => JSON.stringify((each as never)[key]));

    const heard = (globals['heard'] ?? []) as unknown[];
    const shop = 'tidemark-demo.myshopify.com';
    for (const name of [
      shop,
      'tidemark',
      `tidemark-${shop}`,
      `${server}|${shop}`,
      `tidemark|${server}|${shop}`,
    ]) {
      const channel = new BroadcastChannel(name);
      channel.onmessage = event => heard.push(event.data);
      channel.postMessage({ kind: 'sync', id: 'x', trigger: 'manual' });
    }
    const questions = [
      'token',
      'read',
      'session',
      'sales',
      'customers',
      'documents',
      'theme',
      'answer',
      'scan',
    ];
    const forge = async (window: Window | null): Promise<void> => {
      for (const kind of questions)
        for (const data of [
          { kind, id: '1', goOn: true, code: '40123' },
          { tidemark: 'port', kind },
        ]) {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = event => heard.push(event.data);
          window?.postMessage(data, '*', [port2]);
          port1.postMessage(data);
        }
    };
    for (const frame of frames) await forge(frame.contentWindow);
    for (const name of ['tide-pos', 'tide-cart', 'tide-product-search', 'tide-sync-button']) {
      const own = document.createElement('iframe');
      own.src = `${server}/embed/frame.html#${new URLSearchParams({ element: name, shop, host: location.origin })}`;
      document.body.append(own);
      await new Promise(resolve => (own.onload = resolve));
      await soon(500);
      await forge(own.contentWindow);
      await soon(500);
      own.remove();
    }
    for (const path of [
      '/api/status',
      '/api/replication/sales/pull?limit=100',
      '/api/replication/customers/pull?limit=100',
    ])
      await attempt(async () => (await fetch(server + path, { credentials: 'include' })).text());
    for (const path of ['/', '/index.html']) {
      const own = document.createElement('iframe');
      own.src = server + path;
      document.body.append(own);
      await soon(300);
      await attempt(() => own.contentDocument?.body.outerHTML);
      own.remove();
    }
    return JSON.stringify([found, heard, globals['events']]);
  }, server);
}
