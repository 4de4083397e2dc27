import { graphql, money, searchFor } from './api.js';
import { attempt, button, field, flash, h, isSure, pagedList, say, valuesOf } from './dom.js';

const fields =
  'id displayName firstName lastName email phone note tags numberOfOrders amountSpent { amount currencyCode }';

export async function customersPage(main) {
  const customers = pagedList({
    label: 'Customers',
    placeholder: 'Search name, e-mail, phone',
    empty: 'No customer fits this search.',
    row,
    load: async (words, after) => {
      const data = await graphql(
        `query ($query: String, $after: String) { customers(first: 25, after: $after, query: $query, sortKey: UPDATED_AT, reverse: true) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`,
        { query: searchFor(words), after },
      );
      return data.customers;
    },
  });
  const add = h('form', { 'aria-label': 'Add a customer' }, inputs({}), h('button', {}, 'Add customer'));
  add.addEventListener('submit', event => {
    event.preventDefault();
    void attempt(async () => {
      const { customerCreate } = await graphql(
        `mutation ($input: CustomerInput!) { customerCreate(input: $input) { customer { ${fields} } userErrors { message } } }`,
        { input: inputOf(valuesOf(add)) },
      );
      customers.list.prepend(row(customerCreate.customer));
      add.reset();
      say(`Added: ${customerCreate.customer.displayName}`);
    }, add);
  });
  main.append(
    h('div', { class: 'bar' }, customers.search),
    h('details', { class: 'add' }, h('summary', {}, 'Add a customer'), add),
    customers.element,
  );
  await customers.show(true);
}

function inputs(customer) {
  return [
    field('First name', { name: 'firstName', value: customer.firstName ?? '', half: true }),
    field('Last name', { name: 'lastName', value: customer.lastName ?? '', half: true }),
    field('E-mail', { name: 'email', type: 'email', value: customer.email ?? '', wide: true }),
    field('Phone', { name: 'phone', type: 'tel', value: customer.phone ?? '', half: true }),
    field('Tags', { name: 'tags', value: (customer.tags ?? []).join(', '), half: true }),
    field('Note', { name: 'note', value: customer.note ?? '', wide: true }),
  ];
}

/** The form as an input; an empty field removes its value. */
function inputOf({ tags, ...texts }) {
  const given = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.trim() || null]));
  return {
    ...given,
    tags: tags
      .split(',')
      .map(each => each.trim())
      .filter(Boolean),
  };
}

function row(customer) {
  const orders = Number(customer.numberOfOrders);
  const bought =
    orders > 0 ? `${orders} order${orders > 1 ? 's' : ''}, ${money(customer.amountSpent)}` : 'No orders';
  const form = h(
    'form',
    { 'aria-label': customer.displayName },
    inputs(customer),
    h(
      'span',
      { class: 'buttons' },
      h('button', {}, 'Save'),
      button('Delete', event => attempt(() => remove(customer, element), event.target)),
    ),
    h('small', { class: 'facts' }, bought),
  );
  form.addEventListener('submit', event => {
    event.preventDefault();
    void attempt(async () => {
      await graphql(
        'mutation ($input: CustomerInput!) { customerUpdate(input: $input) { userErrors { message } } }',
        {
          input: { id: customer.id, ...inputOf(valuesOf(form)) },
        },
      );
      flash(element);
      say(`Saved: ${customer.displayName}`);
    }, form);
  });
  const element = h('li', { 'data-testid': 'customer-row' }, form);
  return element;
}

async function remove(customer, element) {
  if (!(await isSure(`Delete ${customer.displayName}?`, 'Delete customer'))) return;
  await graphql('mutation ($id: ID!) { customerDelete(input: { id: $id }) { userErrors { message } } }', {
    id: customer.id,
  });
  element.remove();
  say(`Deleted: ${customer.displayName}`);
}
