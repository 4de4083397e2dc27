import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { ServerParts } from '../deps.ts';

type Origins = Pick<ServerParts, 'corsOrigins' | 'allowLocalOrigins'>;

/** The page in which embedded elements live: the only one that pages of other origins may frame. */
const framePath = '/embed/frame.html';

const localHosts = ['127.0.0.1', 'localhost'];

/**
 * Headers that keep foreign code out of the till, and the till out of foreign frames. A service worker that answers for
 * a page fetches its pictures itself, under the policy of its own script: there, pictures count as connections.
 */
export function security({
  imageOrigin,
  ...origins
}: Origins & Pick<ServerParts, 'imageOrigin'>): RequestHandler {
  const pictures = ['https:', ...(imageOrigin === undefined ? [] : [imageOrigin])];
  const page = headers(pictures, [], []);
  const worker = headers(pictures, pictures, []);
  const frame = headers(pictures, [], hostPages(origins));
  return (req, res, next) => {
    if (req.path === '/sw.js') return worker(req, res, next);
    return (req.path === framePath ? frame : page)(req, res, next);
  };
}

/** Whether a page of this origin may use the API and hold elements; undefined: the same origin. */
export function isAllowed({ corsOrigins, allowLocalOrigins }: Origins, origin: string | undefined): boolean {
  if (origin === undefined || corsOrigins.includes(origin)) return true;
  return allowLocalOrigins && localHosts.includes(URL.parse(origin)?.hostname ?? '');
}

function hostPages({ corsOrigins, allowLocalOrigins }: Origins): readonly string[] {
  const local = localHosts.flatMap(host => [`http://${host}:*`, `https://${host}:*`]);
  return [...corsOrigins, ...(allowLocalOrigins ? local : [])];
}

function headers(pictures: readonly string[], connections: readonly string[], hosts: readonly string[]) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', ...pictures],
        connectSrc: ["'self'", ...connections],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        frameAncestors: ["'self'", ...hosts],
      },
    },
    // This header cannot name several origins; if sent beside `frame-ancestors`, old browsers obey the stricter one.
    ...(hosts.length > 0 ? { xFrameOptions: false as const } : {}),
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
  });
}
