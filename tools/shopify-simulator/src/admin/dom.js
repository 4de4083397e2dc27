/** An element. Properties that start with `on` are listeners; null and false children are ignored. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class' || name.includes('-') || !(name in element)) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.flat(3).filter(each => each !== null && each !== undefined && each !== false));
  return element;
}

/** A labelled input; `wide` fills the line. */
export function field(label, properties, tag = 'input') {
  const { wide, half, options, ...rest } = properties;
  const input = h(
    tag,
    rest,
    ...(options ?? []).map(each => h('option', { value: each.value ?? each }, each.label ?? each)),
  );
  // Set the default too, so that resetting the form restores it.
  if (rest.value !== undefined && tag === 'input') input.defaultValue = rest.value;
  else if (rest.value !== undefined) input.value = rest.value;
  return h('label', { class: wide ? 'wide' : half ? 'half' : undefined }, label, input);
}

export function button(label, act, kind = 'quiet') {
  return h('button', { type: 'button', class: kind, onclick: act }, label);
}

/** A form's values, as strings. */
export function valuesOf(form) {
  return Object.fromEntries(new FormData(form));
}

let clearing;
export function say(text, isError = false) {
  const message = document.querySelector('#message');
  message.textContent = text;
  message.className = isError ? 'error' : '';
  clearTimeout(clearing);
  clearing = setTimeout(() => (message.textContent = ''), isError ? 12_000 : 4000);
}

/** Runs `act` and shows its error. Meanwhile the form's buttons, or the button, are disabled. */
export async function attempt(act, element) {
  const buttons = element
    ? [element, ...element.querySelectorAll('button')].filter(each => each.tagName === 'BUTTON')
    : [];
  for (const each of buttons) each.disabled = true;
  try {
    await act();
  } catch (error) {
    say(error.message, true);
  } finally {
    for (const each of buttons) each.disabled = false;
  }
}

export function flash(element) {
  delete element.dataset.edited;
  element.classList.add('saved');
  setTimeout(() => element.classList.remove('saved'), 900);
}

/** Asks for confirmation; resolves to whether the person agrees. */
export function isSure(question, yes) {
  const dialog = document.querySelector('#ask');
  dialog.querySelector('p').textContent = question;
  dialog.querySelector('[value="yes"]').textContent = yes;
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise(resolve => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

/** A searchable list, a page at a time: `load(words, after)` returns nodes and pageInfo, `row` an element. */
export function pagedList({ load, row, label, placeholder, empty }) {
  const list = h('ul', { 'aria-label': label });
  const none = h('p', { class: 'empty', hidden: true }, empty);
  const more = button('Show more', () => attempt(() => show(false), more));
  more.hidden = true;
  let [cursor, asked, typing] = [null, 0, undefined];
  const search = h('input', {
    type: 'search',
    placeholder,
    'aria-label': placeholder,
    oninput: () => {
      clearTimeout(typing);
      typing = setTimeout(() => attempt(() => show(true)), 150);
    },
  });

  // A slow answer does not replace a row that a person is editing.
  const shown = new Map();
  list.addEventListener('input', event => (event.target.closest('li').dataset.edited = ''));
  const rowOf = node => {
    const known = shown.get(node.id);
    const element = known?.dataset.edited === '' ? known : row(node);
    shown.set(node.id, element);
    return element;
  };

  async function show(isFresh) {
    const ticket = ++asked;
    const { nodes, pageInfo } = await load(search.value, isFresh ? null : cursor);
    if (ticket !== asked) return;
    const rows = nodes.map(rowOf);
    if (isFresh) list.replaceChildren(...rows);
    else list.append(...rows);
    cursor = pageInfo.endCursor;
    more.hidden = !pageInfo.hasNextPage;
    none.hidden = list.children.length > 0;
  }

  return { search, element: h('div', {}, list, none, more), list, show };
}
