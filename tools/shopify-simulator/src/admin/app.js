import { control } from './api.js';
import { attempt, h } from './dom.js';
import { customersPage } from './customers.js';
import { faultsPage } from './faults.js';
import { ordersPage } from './orders.js';
import { productsPage } from './products.js';
import { stockPage } from './stock.js';

const pages = {
  products: productsPage,
  orders: ordersPage,
  customers: customersPage,
  stock: stockPage,
  faults: faultsPage,
};

function open() {
  const name = location.hash.slice(1);
  const page = Object.hasOwn(pages, name) ? name : 'products';
  for (const link of document.querySelectorAll('nav a')) {
    if (link.hash === `#${page}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.querySelector('nav [aria-current]').scrollIntoView({ block: 'nearest', inline: 'center' });
  const main = document.querySelector('main');
  main.replaceChildren();
  void attempt(() => pages[page](main));
}

let shown = '';
async function webhooks() {
  if (document.hidden) return;
  const { deliveries } = await control('webhooks?limit=30');
  const text = JSON.stringify(deliveries);
  if (text === shown) return;
  shown = text;
  document
    .querySelector('#webhooks')
    .replaceChildren(
      ...deliveries.map(each =>
        h('li', {}, h('span', {}, each.topic), h('span', { class: each.status }, stateOf(each))),
      ),
    );
}

function stateOf({ status, attempts, triggeredAt, deliveredAt }) {
  if (status === 'delivered') return `✓ ${deliveredAt - triggeredAt} ms`;
  return attempts > 1 ? `${status} (${attempts})` : status;
}

addEventListener('hashchange', open);
// A failed poll is ignored: after a restart of the simulator the next one succeeds.
setInterval(() => void webhooks().catch(() => undefined), 1000);
open();
void attempt(webhooks);
