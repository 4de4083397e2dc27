import { graphql, money, searchFor, when } from './api.js';
import { attempt, button, field, flash, h, isSure, pagedList, say, valuesOf } from './dom.js';

const fields = `id name note processedAt cancelledAt displayFinancialStatus displayFulfillmentStatus sourceName sourceIdentifier customer { displayName } email retailLocation { name } totalPriceSet { shopMoney { amount currencyCode } } netPaymentSet { shopMoney { amount currencyCode } } totalRefundedSet { shopMoney { amount currencyCode } } currentSubtotalLineItemsQuantity lineItems(first: 50) { nodes { id name quantity currentQuantity discountedTotalSet { shopMoney { amount currencyCode } } } } refunds { id note }`;

export async function ordersPage(main) {
  const orders = pagedList({
    label: 'Orders',
    placeholder: 'Search number or e-mail',
    empty: 'No order fits this search.',
    row: order => row(order),
    load: async (words, after) => {
      const data = await graphql(
        `query ($query: String, $after: String) { orders(first: 25, after: $after, query: $query, sortKey: PROCESSED_AT, reverse: true) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`,
        { query: searchFor(words), after },
      );
      return data.orders;
    },
  });
  main.append(h('div', { class: 'bar' }, orders.search), orders.element);
  await orders.show(true);
}

function row(order, isOpen = false) {
  const element = h('li', { 'data-testid': 'order-row' });
  const again = async said => {
    const { order: now } = await graphql(`query ($id: ID!) { order(id: $id) { ${fields} } }`, {
      id: order.id,
    });
    const next = row(now, true);
    element.replaceWith(next);
    flash(next);
    say(said);
  };
  const details = h('details', { open: isOpen }, summary(order), body(order, element, again));
  element.append(details);
  return element;
}

function summary(order) {
  const states = [
    order.cancelledAt && 'CANCELLED',
    order.displayFinancialStatus,
    order.displayFulfillmentStatus,
  ];
  return h(
    'summary',
    {},
    h('strong', {}, order.name),
    h('span', { class: 'grow' }, order.customer?.displayName ?? order.email ?? 'No customer'),
    h('span', { class: 'sum' }, money(order.totalPriceSet.shopMoney)),
    h(
      'span',
      { class: 'states' },
      states.filter(Boolean).map(each => h('span', { class: `state ${each.toLowerCase()}` }, words(each))),
    ),
    h('small', {}, [when(order.processedAt), order.retailLocation?.name ?? order.sourceName].join(' · ')),
  );
}

function body(order, element, again) {
  const isLeft = order.currentSubtotalLineItemsQuantity > 0;
  const paid = Number(order.netPaymentSet.shopMoney.amount);
  return h(
    'div',
    { class: 'inside' },
    h(
      'table',
      {},
      h('caption', {}, order.sourceIdentifier ? `Sale ${order.sourceIdentifier}` : 'Lines'),
      h('tbody', {}, order.lineItems.nodes.map(line)),
    ),
    noteForm(order, again),
    (paid > 0 || isLeft) && !order.cancelledAt && refundForm(order, paid, again),
    h(
      'span',
      { class: 'buttons' },
      !order.cancelledAt &&
        button('Cancel order', event => attempt(() => cancel(order, again), event.target)),
      button('Delete', event => attempt(() => remove(order, element), event.target)),
    ),
  );
}

function line({ name, quantity, currentQuantity, discountedTotalSet }) {
  const back = quantity - currentQuantity;
  return h(
    'tr',
    {},
    h('td', {}, `${quantity} ×`),
    h('td', {}, name, back > 0 && h('small', {}, ` ${back} returned`)),
    h('td', { class: 'sum' }, money(discountedTotalSet.shopMoney)),
  );
}

function noteForm(order, again) {
  const form = h(
    'form',
    {},
    field('Note', { name: 'note', value: order.note ?? '', wide: true }),
    h('button', {}, 'Save note'),
  );
  form.addEventListener('submit', event => {
    event.preventDefault();
    void attempt(async () => {
      await graphql(
        'mutation ($input: OrderInput!) { orderUpdate(input: $input) { userErrors { message } } }',
        {
          input: { id: order.id, note: valuesOf(form).note },
        },
      );
      await again(`Note saved: ${order.name}`);
    }, form);
  });
  return form;
}

function refundForm(order, paid, again) {
  const form = h(
    'form',
    { 'aria-label': `Refund ${order.name}` },
    field('Money back', {
      name: 'amount',
      inputMode: 'decimal',
      pattern: '\\d+(\\.\\d{1,2})?',
      required: true,
      value: paid.toFixed(2),
      size: 8,
    }),
    field(
      'Goods',
      {
        name: 'goods',
        options: [
          { value: 'RETURN', label: 'Restock all' },
          { value: 'NO_RESTOCK', label: 'Take all back' },
          { value: 'none', label: 'None' },
        ],
      },
      'select',
    ),
    h('button', { class: 'quiet' }, 'Refund'),
  );
  form.addEventListener('submit', event => {
    event.preventDefault();
    void attempt(async () => {
      const { amount, goods } = valuesOf(form);
      const lines = order.lineItems.nodes.filter(each => goods !== 'none' && each.currentQuantity > 0);
      await graphql(
        'mutation ($input: RefundInput!) { refundCreate(input: $input) { userErrors { message } } }',
        {
          input: {
            orderId: order.id,
            refundLineItems: lines.map(each => ({
              lineItemId: each.id,
              quantity: each.currentQuantity,
              restockType: goods,
            })),
            transactions:
              Number(amount) > 0 ? [{ orderId: order.id, amount, kind: 'REFUND', gateway: 'manual' }] : [],
          },
        },
      );
      await again(`Refunded: ${order.name}`);
    }, form);
  });
  return form;
}

async function cancel(order, again) {
  if (!(await isSure(`Cancel ${order.name}, restock and pay back?`, 'Cancel order'))) return;
  await graphql(
    'mutation ($id: ID!) { orderCancel(orderId: $id, reason: OTHER, restock: true, refundMethod: { originalPaymentMethodsRefund: true }) { orderCancelUserErrors { message } } }',
    { id: order.id },
  );
  await again(`Cancelled: ${order.name}`);
}

async function remove(order, element) {
  if (!(await isSure(`Delete ${order.name}? Nothing of it stays.`, 'Delete order'))) return;
  await graphql('mutation ($id: ID!) { orderDelete(orderId: $id) { userErrors { message } } }', {
    id: order.id,
  });
  element.remove();
  say(`Deleted: ${order.name}`);
}

function words(state) {
  return state.toLowerCase().replaceAll('_', ' ');
}
