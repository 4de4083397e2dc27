import { graphql, searchFor } from './api.js';
import { attempt, button, field, flash, h, isSure, pagedList, say, valuesOf } from './dom.js';
import { setStock } from './products.js';

export async function stockPage(main) {
  const { locations } = await graphql(
    '{ locations(first: 50, includeInactive: true) { nodes { id name isActive address { city } } } }',
  );
  const active = locations.nodes.filter(each => each.isActive);
  const again = () => {
    main.replaceChildren();
    return stockPage(main);
  };
  main.append(
    h('h2', {}, 'Locations'),
    h(
      'ul',
      { 'aria-label': 'Locations', class: 'locations' },
      locations.nodes.map(each => locationRow(each, active, again)),
    ),
    h('details', { class: 'add' }, h('summary', {}, 'Add a location'), addForm(again)),
  );
  if (active.length > 0) await counts(main, active);
}

function locationRow(location, active, again) {
  const form = h(
    'form',
    { 'aria-label': location.name },
    field('Name', { name: 'name', required: true, value: location.name, wide: true }),
    h(
      'span',
      { class: 'buttons' },
      h('button', {}, 'Save'),
      button(location.isActive ? 'Deactivate' : 'Activate', event =>
        attempt(() => toggle(location, active, again), event.target),
      ),
      !location.isActive && button('Delete', event => attempt(() => remove(location, again), event.target)),
    ),
    h(
      'small',
      { class: 'facts' },
      [location.address.city, location.isActive ? 'active' : 'not active'].filter(Boolean).join(' · '),
    ),
  );
  form.addEventListener('submit', event => {
    event.preventDefault();
    void attempt(async () => {
      await graphql(
        'mutation ($id: ID!, $input: LocationEditInput!) { locationEdit(id: $id, input: $input) { userErrors { message } } }',
        { id: location.id, input: valuesOf(form) },
      );
      flash(element);
      say(`Saved: ${valuesOf(form).name}`);
    }, form);
  });
  const element = h('li', {}, form);
  return element;
}

function addForm(again) {
  const form = h(
    'form',
    {},
    field('Name', { name: 'name', required: true, wide: true }),
    field('City', { name: 'city', half: true }),
    h('button', {}, 'Add location'),
  );
  form.addEventListener('submit', event => {
    event.preventDefault();
    void attempt(async () => {
      const { name, city } = valuesOf(form);
      await graphql(
        'mutation ($input: LocationAddInput!) { locationAdd(input: $input) { userErrors { message } } }',
        { input: { name, address: { countryCode: 'NL', city } } },
      );
      await again();
      say(`Added: ${name}`);
    }, form);
  });
  return form;
}

async function toggle(location, active, again) {
  if (!location.isActive) {
    await graphql(
      'mutation ($id: ID!) { locationActivate(locationId: $id) { locationActivateUserErrors { message } } }',
      { id: location.id },
    );
  } else {
    const [to] = active.filter(each => each.id !== location.id);
    const question = to
      ? `Deactivate ${location.name}? Its stock goes to ${to.name}.`
      : `Deactivate ${location.name}?`;
    if (!(await isSure(question, 'Deactivate'))) return;
    await graphql(
      'mutation ($id: ID!, $to: ID) { locationDeactivate(locationId: $id, destinationLocationId: $to) { locationDeactivateUserErrors { message } } }',
      { id: location.id, to: to?.id },
    );
  }
  await again();
  say(`${location.isActive ? 'Deactivated' : 'Activated'}: ${location.name}`);
}

async function remove(location, again) {
  if (!(await isSure(`Delete ${location.name}?`, 'Delete location'))) return;
  await graphql(
    'mutation ($id: ID!) { locationDelete(locationId: $id) { locationDeleteUserErrors { message } } }',
    { id: location.id },
  );
  await again();
  say(`Deleted: ${location.name}`);
}

/** The available counts at one location, by variant. */
async function counts(main, active) {
  let place = active[0].id;
  const variants = pagedList({
    label: 'Stock',
    placeholder: 'Title, SKU, barcode',
    empty: 'No variant fits this search.',
    row: variant => countRow(variant, place),
    load: async (words, after) => {
      const data = await graphql(
        'query ($query: String, $after: String, $at: ID!) { productVariants(first: 25, after: $after, query: $query) { nodes { id title sku product { title } inventoryItem { id tracked inventoryLevel(locationId: $at) { isActive quantities(names: ["available", "committed", "on_hand"]) { quantity } } } } pageInfo { hasNextPage endCursor } } }',
        { query: searchFor(words), after, at: place },
      );
      return data.productVariants;
    },
  });
  const select = field(
    'At',
    {
      options: active.map(each => ({ value: each.id, label: each.name })),
      onchange: event => {
        place = event.target.value;
        void attempt(() => variants.show(true));
      },
    },
    'select',
  );
  main.append(
    h('h2', {}, 'Available'),
    h('div', { class: 'bar' }, select, variants.search),
    variants.element,
  );
  await variants.show(true);
}

function countRow({ title, sku, product, inventoryItem }, place) {
  const level = inventoryItem.inventoryLevel;
  const isStocked = level?.isActive ?? false;
  const [available, committed, onHand] = level?.quantities.map(each => each.quantity) ?? [];
  const name = title === 'Default Title' ? product.title : `${product.title} · ${title}`;
  const facts = [
    sku,
    !inventoryItem.tracked && 'not tracked',
    isStocked && `${onHand} on hand`,
    committed > 0 && `${committed} committed`,
  ];
  const form = h(
    'form',
    { class: 'count' },
    h('span', { class: 'grow' }, name, h('small', {}, facts.filter(Boolean).join(' · '))),
    isStocked &&
      field('Available', {
        name: 'quantity',
        type: 'number',
        required: true,
        value: available,
        'aria-label': `Available of ${name}`,
      }),
    h('button', isStocked ? {} : { class: 'quiet' }, isStocked ? 'Save' : 'Stock here'),
  );
  form.addEventListener('submit', event => {
    event.preventDefault();
    void attempt(async () => {
      if (isStocked) await setStock(inventoryItem.id, place, Number(valuesOf(form).quantity));
      else
        await graphql(
          'mutation ($item: ID!, $at: ID!) { inventoryActivate(inventoryItemId: $item, locationId: $at) { userErrors { message } } }',
          { item: inventoryItem.id, at: place },
        );
      const { inventoryItem: now } = await graphql(
        'query ($id: ID!, $at: ID!) { inventoryItem(id: $id) { id tracked inventoryLevel(locationId: $at) { isActive quantities(names: ["available", "committed", "on_hand"]) { quantity } } } }',
        { id: inventoryItem.id, at: place },
      );
      const next = countRow({ title, sku, product, inventoryItem: now }, place);
      element.replaceWith(next);
      flash(next);
      say(`Saved: ${name}`);
    }, form);
  });
  const element = h('li', { 'data-testid': 'stock-row' }, form);
  return element;
}
