import { expect, test } from 'vitest';
import { frameUrl, readFrameAddress, serverOrigin } from './frame-address.ts';
import { isHello, isWelcome, readFrameMessage, readHostMessage } from './frame-messages.ts';

test('a frame’s message is read with its known fields alone', () => {
  expect(readFrameMessage({ kind: 'cart', pieces: 2, total: 900, customer: 'Ada' })).toEqual({
    kind: 'cart',
    pieces: 2,
  });
  expect(readFrameMessage({ kind: 'chosen', id: '1', productId: '2', variantId: '3', title: 'Mug' })).toEqual(
    {
      kind: 'chosen',
      id: '1',
      productId: '2',
      variantId: '3',
      title: 'Mug',
    },
  );
});

test.each([
  undefined,
  null,
  'size',
  [],
  { kind: 'token' },
  { kind: 'size', width: 1e9, height: 1 },
  { kind: 'size', width: NaN, height: 1 },
  { kind: 'size', width: '1', height: 1 },
  { kind: 'synced', outcome: 'anything', endedAt: 1 },
  { kind: 'synced', outcome: 'failed', endedAt: 'now' },
  { kind: 'chosen', id: '1', productId: 2, variantId: '3', title: 'Mug' },
  { kind: 'chosen', id: '1', productId: '2', variantId: '3', title: 'x'.repeat(2_000) },
  { kind: 'cart', pieces: -1 },
])('what is no message of a frame is ignored: %j', data => {
  expect(readFrameMessage(data)).toBeUndefined();
});

test.each([
  undefined,
  7,
  { kind: 'read', collection: 'sales' },
  { kind: 'scan', code: '' },
  { kind: 'scan', code: ' ' },
  { kind: 'scan', code: '1'.repeat(101) },
  { kind: 'scan', code: ['4012345'] },
  { kind: 'answer', id: '1' },
  { kind: 'answer', id: 1, goOn: true },
])('what is no message of a page is ignored: %j', data => {
  expect(readHostMessage(data)).toBeUndefined();
});

test('a theme is taken by known names, without what fetches or ends a declaration', () => {
  const theme = {
    '--tide-accent': ' light-dark(#0a6652, rgb(1 2 3 / 50%)) ',
    '--tide-font': "'Fira Sans', sans-serif",
    '--tide-ground': 'url(https://spy.example/pixel)',
    '--tide-line': 'red; background: blue',
    '--tide-text': 'x'.repeat(300),
    '--tide-radius': 12,
    '--other': 'red',
    color: 'red',
  };

  expect(readHostMessage({ kind: 'theme', theme })).toEqual({
    kind: 'theme',
    theme: {
      '--tide-accent': 'light-dark(#0a6652, rgb(1 2 3 / 50%))',
      '--tide-font': "'Fira Sans', sans-serif",
    },
  });
  expect(readHostMessage({ kind: 'theme' })).toEqual({ kind: 'theme', theme: {} });
});

test('the first word of a frame, and the answer to it, are told from anything else', () => {
  expect([{ tidemark: 'hello' }, { tidemark: 'port' }, 'hello', null, {}].map(isHello)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(isWelcome({ tidemark: 'port' })).toBe(true);
});

test('a frame knows from its address what it shows, and for whom', () => {
  const asked = { element: 'tide-cart', shop: 'a.myshopify.com', host: 'https://shop.example' } as const;
  const { hash, pathname, search } = new URL(frameUrl('https://pos.example', asked));

  expect([pathname, search]).toEqual(['/embed/frame.html', '']);
  expect(readFrameAddress(hash)).toEqual(asked);
});

test.each([
  '',
  '#element=script&shop=&host=https://shop.example',
  '#element=tide-pos&shop=evil.example&host=https://shop.example',
  '#element=tide-pos&shop=&host=https://shop.example/page',
  '#element=tide-pos&shop=&host=null',
  '#element=tide-pos&shop=&host=*',
])('an address that is none of ours shows nothing: %s', fragment => {
  expect(readFrameAddress(fragment)).toBeUndefined();
});

test('a server is an origin of the web, by default the one that the module came from', () => {
  const fallback = 'https://pos.example/embed/tidemark.js';

  expect(serverOrigin('', fallback)).toBe('https://pos.example');
  expect(serverOrigin('https://other.example/', fallback)).toBe('https://other.example');
  expect(serverOrigin('javascript:alert(1)', fallback)).toBeUndefined();
  expect(serverOrigin('pos.example', fallback)).toBeUndefined();
});
