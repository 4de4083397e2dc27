import { isIP } from 'node:net';
import { ProtocolError } from '@tidemark/protocol';
import type { RequestHandler } from 'express';

/**
 * Lets through what was asked of this server by a name of its own: an address, `localhost`, the name in `publicAddress`, or one of
 * `names`, by which the shop's own network knows it. A page
 * of anybody's can let its own name lead to this server, and browsers take the two for one site then ("DNS rebinding").
 * Without a public address nobody knows the names.
 */
export function requireKnownHost(
  publicAddress: string | undefined,
  names: readonly string[] = [],
): RequestHandler {
  const known =
    publicAddress === undefined ? undefined : new Set([new URL(publicAddress).hostname, ...names]);
  return (req, _res, next) => {
    // One machine before us may read the first of them, and we another.
    if ((req.headersDistinct['host']?.length ?? 0) > 1)
      throw new ProtocolError('invalid-request', 'The request names two hosts.');
    if (known !== undefined && !isKnown(req.hostname, known))
      throw new ProtocolError(
        'forbidden',
        'This server is not known by this name. APP_URL and HOST_NAMES say by which.',
      );
    next();
  };
}

function isKnown(host: string | undefined, known: ReadonlySet<string>): boolean {
  const name = (host ?? '').toLowerCase().replace(/^\[|\]$/g, '');
  return isIP(name) !== 0 || name === 'localhost' || known.has(name);
}
