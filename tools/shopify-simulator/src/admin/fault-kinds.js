import { field } from './dom.js';

const topics = [
  '',
  'products/update',
  'products/delete',
  'inventory_levels/update',
  'orders/create',
  'orders/updated',
  'customers/update',
  'bulk_operations/finish',
];
const topic = () =>
  field(
    'Of',
    { name: 'topic', options: topics.map(each => ({ value: each, label: each || 'all topics' })) },
    'select',
  );
const times = (value = 3) => field('Calls', { name: 'times', type: 'number', min: 1, value });
const minutes = (label, value) => field(label, { name: 'minutes', type: 'number', min: 1, value });
const choice = (label, name, options) => field(label, { name, options }, 'select');
const number = text => Number(text);
const ofTopic = given => (given.topic ? { topic: given.topic } : {});
const webhooks =
  (effect, more = () => ({})) =>
  given => ({ kind: 'webhooks', effect, ...ofTopic(given), ...more(given) });
const delay = given => ({ ms: number(given.minutes) * 60_000 });

/** The faults that can be armed: a title, its meaning, its inputs, and the fault made from them. */
export const faultKinds = [
  {
    title: 'Shopify is down',
    means: 'Calls are answered with an error.',
    inputs: () => [choice('Status', 'status', ['503', '500', '429', '430', '423', '402']), times()],
    fault: ({ status, times: n }) => ({
      kind: 'status',
      status: number(status),
      times: number(n),
      retryAfter: 2,
    }),
  },
  {
    title: 'Throttled',
    means: 'The bucket is empty: THROTTLED with HTTP 200.',
    inputs: () => [times()],
    fault: given => ({ kind: 'throttle', times: number(given.times) }),
  },
  {
    title: 'Connection lost',
    means: 'The socket breaks: before the effect, or after it.',
    inputs: () => [choice('When', 'when', ['before', 'after']), times(1)],
    fault: ({ when, times: n }) => ({ kind: 'reset', when, times: number(n) }),
  },
  {
    title: 'Slow answers',
    means: 'Every call takes so long.',
    inputs: () => [field('Seconds', { name: 'seconds', type: 'number', min: 1, value: 4 }), times(5)],
    fault: given => ({ kind: 'latency', ms: number(given.seconds) * 1000, times: number(given.times) }),
  },
  {
    title: 'Half an answer',
    means: 'The body ends in the middle, or comes with an internal error.',
    inputs: () => [choice('How', 'kind', ['truncated', 'partial-data']), times(1)],
    fault: ({ kind, times: n }) => ({ kind, times: number(n) }),
  },
  {
    title: 'Webhooks dropped',
    means: 'They never arrive.',
    inputs: () => [topic()],
    fault: webhooks('drop'),
  },
  {
    title: 'Webhooks late',
    means: 'Held back on the shop’s clock.',
    inputs: () => [topic(), minutes('Minutes', 60)],
    fault: webhooks('delay', delay),
  },
  {
    title: 'Webhooks doubled',
    means: 'Sent again later.',
    inputs: () => [topic(), minutes('Minutes later', 1)],
    fault: webhooks('repeat', delay),
  },
  {
    title: 'Webhooks out of order',
    means: 'Later ones overtake.',
    inputs: () => [topic()],
    fault: webhooks('reorder', () => ({ ms: 2000 })),
  },
  {
    title: 'Webhooks with old news',
    means: 'The body is that of the change before.',
    inputs: () => [topic()],
    fault: webhooks('old-payload'),
  },
  {
    title: 'Subscriptions removed',
    verb: 'Remove',
    means: 'Gone at once, without a word.',
    inputs: () => [],
    fault: () => ({ kind: 'subscription-removed' }),
  },
  {
    title: 'Search lags',
    means: 'Queries see changes so much later.',
    inputs: () => [minutes('Minutes', 1)],
    fault: given => ({ kind: 'search-lag', ...delay(given) }),
  },
  {
    title: 'Stale reads',
    means: 'For so long, apps read the shop as it is now.',
    inputs: () => [minutes('Minutes', 1)],
    fault: given => ({ kind: 'stale-reads', ...delay(given) }),
  },
  {
    title: 'Bulk operation',
    means: 'The next one goes wrong.',
    inputs: () => [
      choice('How', 'effect', ['failed', 'canceled', 'partial', 'cut-off', 'broken-line', 'expired-url']),
    ],
    fault: ({ effect }) => ({ kind: 'bulk', effect }),
  },
  {
    title: 'Scope lost',
    means: 'The app may no longer do this.',
    inputs: () => [
      choice('Scope', 'scope', [
        'read_customers',
        'write_customers',
        'read_orders',
        'write_orders',
        'read_products',
        'write_products',
        'read_inventory',
        'write_inventory',
        'read_locations',
      ]),
    ],
    fault: ({ scope }) => ({ kind: 'missing-scope', scope }),
  },
];
