import { expect, test } from 'vitest';
import { insecureWords } from './secure-place.ts';

test.each(['https://pos.shop.example', 'http://localhost:4000', 'http://127.0.0.1:4000'])(
  'a place that the browser calls safe opens a till: %s',
  origin => {
    expect(insecureWords({ isSecure: true, origin })).toBe('');
  },
);

test.each(['http://tillhost.lan:4000', 'http://192.168.1.20'])(
  'plain http is said with what to do: %s',
  origin => {
    const words = insecureWords({ isSecure: false, origin });

    expect(words).toContain('The till needs https');
    expect(words).toContain(`instead of ${origin}`);
    expect(words).toMatch(/reverse proxy .* http:\/\/localhost/);
  },
);

test('the port stays in the address of the server’s own machine', () => {
  const own = (origin: string) => insecureWords({ isSecure: false, origin });

  expect(own('http://tillhost.lan:4000')).toContain('http://localhost:4000 works');
  expect(own('http://tillhost.lan')).toContain('http://localhost works');
});

test('a safe frame in a page of plain http names the page around', () => {
  expect(insecureWords({ isSecure: false, origin: 'https://pos.shop.example' })).toContain(
    'a page around it was opened without it',
  );
});
