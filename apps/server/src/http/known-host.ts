import { isIP } from 'node:net';
import { ProtocolError } from '@tidemark/protocol';
import type { RequestHandler } from 'express';

/**
 * Lets requests through that use one of the server's own names: an address, `localhost`, the name in `publicAddress`,
 * or one of `names`, by which the shop's own network knows it. Any page can point its own name at this server, and
 * browsers then treat the two as one site ("DNS rebinding"). Without a public address the names are unknown, and all
 * requests pass.
 */
export function requireKnownHost(
  publicAddress: string | undefined,
  names: readonly string[] = [],
): RequestHandler {
  const known =
    publicAddress === undefined ? undefined : new Set([new URL(publicAddress).hostname, ...names]);
  return (req, _res, next) => {
    // A proxy in front may read the first header, and this server another.
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
