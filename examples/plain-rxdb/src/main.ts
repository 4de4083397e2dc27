import { ReplicationError } from '@tidemark/rxdb-replication';
import type { Product } from '@tidemark/schema';
import type { Subscription } from 'rxjs';
import { openShop, productsWith, type ShopDatabase } from './database.ts';
import { forget, recall, remember, tillId } from './remembered.ts';

const form = element('sign-in', HTMLFormElement);
const section = element('products', HTMLElement);
const search = element('search', HTMLInputElement);
const list = element('list', HTMLUListElement);
const status = element('status', HTMLElement);
const syncButton = element('sync', HTMLButtonElement);
const signOutButton = element('sign-out', HTMLButtonElement);

let open: ShopDatabase | undefined;
let shown: Subscription | undefined;

form.addEventListener('submit', event => {
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form)) as Record<
    'server' | 'shop' | 'staff' | 'pin',
    string
  >;
  void trying(async () => {
    const { server, shop, staff, pin } = values;
    const { connection } = await start(server, shop);
    const session = await connection.signIn({ staff, pin, till: { id: tillId(), name: 'Plain RxDB' } });
    remember({ server, shop, session });
    form.reset();
    await sync('login');
  });
});
search.addEventListener('input', () => show());
syncButton.addEventListener('click', () => void trying(() => sync('manual')));
signOutButton.addEventListener('click', () => {
  forget();
  open?.connection.signOut();
});

const before = recall();
// Browsers offer ids and hashes (`crypto.randomUUID`, `crypto.subtle`) only on https and localhost; RxDB needs both.
if (!globalThis.isSecureContext) {
  form.hidden = true;
  say(`This page needs https, or localhost: open it there instead of ${location.origin}.`);
} else if (before)
  void trying(async () => {
    const { connection } = await start(before.server, before.shop);
    connection.resume(before.session);
    await sync('reload');
  });

/** Opens the shop's database, once for each visit of the page; for another shop, reload it. */
async function start(server: string, shop: string): Promise<ShopDatabase> {
  if (open) return open;
  open = await openShop(server, shop);
  const { connection } = open;
  connection.session$.subscribe(session => {
    form.hidden = session !== undefined;
    section.hidden = session === undefined;
    if (session) show();
  });
  connection.connection$.subscribe(state => (document.documentElement.dataset['connection'] = state));
  connection.errors$.subscribe(error => console.warn(error.collection ?? '', error.code, error.message));
  return open;
}

async function sync(trigger: 'login' | 'reload' | 'manual'): Promise<void> {
  if (!open) return;
  say('Syncing…');
  await open.connection.sync(trigger);
  const { documents } = await open.replication.verify();
  say(`Up to date and verified: ${documents} products.`);
}

function show(): void {
  shown?.unsubscribe();
  if (!open) return;
  shown = productsWith(open.products, search.value).subscribe(products =>
    list.replaceChildren(...products.map(each => row(each))),
  );
}

function row({ title, variants }: Product): HTMLLIElement {
  const item = document.createElement('li');
  const [name, price] = [document.createElement('span'), document.createElement('span')];
  name.textContent = title;
  price.textContent = variants[0] ? (variants[0].price / 100).toFixed(2) : '';
  item.append(name, price);
  return item;
}

async function trying(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    say(error instanceof ReplicationError ? error.message : `That did not work: ${String(error)}`);
  }
}

function say(text: string): void {
  status.textContent = text;
}

function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}
