import { expect, test } from 'vitest';
import { requireKnownHost } from './known-host.ts';

function passes(hostname: string | undefined, publicAddress: string | undefined): boolean {
  try {
    requireKnownHost(publicAddress, ['till.lan'])(
      { hostname, headersDistinct: {} } as never,
      {} as never,
      () => undefined,
    );
    return true;
  } catch {
    return false;
  }
}

test('[A42] an address, localhost and the public name are known; a name that somebody lets lead here is not', () => {
  const known = [
    'till.lan',
    'till.example',
    'Till.Example',
    'localhost',
    '127.0.0.1',
    '192.168.1.20',
    '[::1]',
  ];
  const foreign = ['evil.example', 'till.example.evil.example', 'localhost.evil.example', '', undefined];

  expect(known.filter(each => !passes(each, 'https://till.example/'))).toEqual([]);
  expect(foreign.filter(each => passes(each, 'https://till.example/'))).toEqual([]);
  expect(passes('evil.example', undefined)).toBe(true);
});

test('[A42] a request that names two hosts is refused', () => {
  const headersDistinct = { host: ['till.example', 'evil.example'] };

  expect(() =>
    requireKnownHost(undefined)(
      { hostname: 'till.example', headersDistinct } as never,
      {} as never,
      () => undefined,
    ),
  ).toThrow('two hosts');
});
