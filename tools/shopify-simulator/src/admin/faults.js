import { control } from './api.js';
import { attempt, button, field, h, say, valuesOf } from './dom.js';
import { faultKinds } from './fault-kinds.js';

export async function faultsPage(main) {
  const armed = h('ul', { class: 'armed', 'aria-label': 'Armed faults' });
  const show = list =>
    armed.replaceChildren(
      ...(list.length > 0
        ? list.map(each => h('li', {}, describe(each)))
        : [h('li', { class: 'empty' }, 'Nothing is armed. All goes well.')]),
    );
  const arm = async faults => show((await control('faults', { faults })).armed);
  const end = button('End all faults', event =>
    attempt(async () => {
      await arm([]);
      say('All faults ended');
    }, event.target),
  );
  main.append(
    h('div', { class: 'bar' }, h('h2', { class: 'grow' }, 'Armed'), end),
    armed,
    h('h2', {}, 'Arm'),
    h(
      'div',
      { class: 'cards' },
      faultKinds.map(kind => card(kind, arm)),
    ),
    h('h2', {}, 'The shop'),
    h('div', { class: 'cards' }, clockCard(), await rulesCard()),
  );
  show((await control('faults')).armed);
}

function card({ title, means, inputs, fault, verb = 'Arm' }, arm) {
  const form = h(
    'form',
    { class: 'card', 'aria-label': title },
    h('h3', {}, title),
    h('p', {}, means),
    inputs(),
    h('button', {}, verb),
  );
  form.addEventListener('submit', event => {
    event.preventDefault();
    void attempt(async () => {
      await arm([fault(valuesOf(form))]);
      say(verb === 'Arm' ? `Armed: ${title}` : title);
    }, form);
  });
  return form;
}

function clockCard() {
  const pass = (label, ms) =>
    button(label, event =>
      attempt(async () => {
        const { now } = await control('clock', { advanceMs: ms });
        say(`In the shop it is now ${new Date(now).toLocaleString()}`);
      }, event.target),
    );
  return h(
    'div',
    { class: 'card' },
    h('h3', {}, 'Clock'),
    h('p', {}, 'Time passes in the shop: held webhooks go out, tokens end.'),
    h(
      'span',
      { class: 'buttons' },
      pass('10 minutes', 600_000),
      pass('An hour', 3_600_000),
      pass('A day', 86_400_000),
    ),
  );
}

async function rulesCard() {
  const rules = await control('rules', {});
  const change = (name, read) => event =>
    void attempt(async () => {
      await control('rules', { [name]: read(event.target.value) });
      say('Changed');
    });
  return h(
    'div',
    { class: 'card' },
    h('h3', {}, 'Rules'),
    h('p', {}, 'What shops differ in, or nobody has proved.'),
    field(
      'Orders a minute',
      {
        options: [
          { value: '', label: 'no limit' },
          { value: '5', label: '5 (development store)' },
        ],
        value: String(rules.ordersPerMinute ?? ''),
        onchange: change('ordersPerMinute', text => (text ? Number(text) : null)),
      },
      'select',
    ),
    field(
      'Used order id',
      {
        options: [
          { value: 'atomic', label: 'always refused' },
          { value: 'racy', label: 'refused after 2 s' },
          { value: 'none', label: 'taken again' },
        ],
        value: rules.uniqueValues,
        onchange: change('uniqueValues', text => text),
      },
      'select',
    ),
  );
}

function describe({ kind, ...rest }) {
  const facts = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
  return [kind.replaceAll('-', ' '), ...facts].join(' · ');
}
