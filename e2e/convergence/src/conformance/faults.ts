import { signatureHeader } from '@tidemark/journal';
import {
  errorStatus,
  formatCheckpoint,
  maxPullLimit,
  parseCheckpoint,
  protocolHeader,
  protocolVersion,
} from '@tidemark/protocol';
import { rewritten, type Asked, type Fault } from './faulty-proxy.ts';

interface PageBody {
  readonly documents: readonly { readonly id: string; readonly _deleted: boolean }[];
  readonly checkpoint: string;
  readonly head: string;
  readonly digest?: object;
}

const isPull = ({ url }: Asked) => /\/products\/pull$/.test(url.pathname);
const further = (place: string, by: number) => {
  const { epoch, seq } = parseCheckpoint(place);
  return formatCheckpoint({ epoch, seq: seq + by });
};

/** A fault that changes the server's pages of products. */
function page(change: (body: PageBody, asked: Asked) => object): Fault {
  return async (asked, forward) =>
    isPull(asked)
      ? rewritten(await forward(asked), body => ({ ...body, ...change(body as unknown as PageBody, asked) }))
      : undefined;
}

interface FaultyServer {
  /** The rules that the suite must report as broken. */
  readonly breaks: readonly string[];
  /** Checks without which the fault does not show. */
  readonly after?: readonly string[];
  readonly make: () => Fault;
}

/** What each server does wrong. */
export const faults: Readonly<Record<string, FaultyServer>> = {
  'drops the second document of every page': {
    breaks: ['C-P10', 'C-D1'],
    make: () => page(({ documents }) => ({ documents: documents.filter((_, n) => n !== 1) })),
  },
  'moves the checkpoint past the page': {
    breaks: ['C-P2'],
    make: () =>
      page(({ documents, checkpoint, head }) => ({
        checkpoint: documents.length > 0 && checkpoint !== head ? further(checkpoint, 1) : checkpoint,
      })),
  },
  'moves the checkpoint of an empty page': {
    breaks: ['C-P4'],
    make: () =>
      page(({ documents, checkpoint }) => ({
        checkpoint: documents.length > 0 ? checkpoint : further(checkpoint, 1),
      })),
  },
  'gives a page in the middle a digest': {
    breaks: ['C-P1'],
    make: () => page(({ digest = { count: 0, hash: '0000000000000000' } }) => ({ digest })),
  },
  'answers with more bytes than a page may have': {
    breaks: ['C-P11'],
    make: () =>
      page(({ documents }) => ({
        documents: documents.map(each => ({ ...each, more: 'x'.repeat(2_500_000) })),
      })),
  },
  'has a wrong digest': {
    breaks: ['C-D1'],
    make: () => async (asked, forward) =>
      /\/products\/digest$/.test(asked.url.pathname) && !asked.url.searchParams.has('bucket')
        ? rewritten(await forward(asked), body => ({
            ...body,
            buckets: (body['buckets'] as object[]).map((each, n) =>
              n === 7 ? { ...each, hash: '0123456789abcdef' } : each,
            ),
          }))
        : undefined,
  },
  'forgets tombstones': {
    breaks: ['C-C2'],
    make: () => page(({ documents }) => ({ documents: documents.filter(each => !each._deleted) })),
  },
  'answers a push as stored without storing it': {
    breaks: ['C-W3'],
    make: () => async asked => {
      if (!asked.url.pathname.endsWith('/carts/push')) return undefined;
      const { rows } = JSON.parse(asked.body ?? '{}') as { rows: { newDocumentState: { id: string } }[] };
      const outcomes = rows.map(each => ({ outcome: 'accepted', id: each.newDocumentState.id }));
      return asked.headers['authorization'] && outcomes.length === 1
        ? Response.json({ outcomes })
        : undefined;
    },
  },
  'takes the last write of a cart, and merges nothing': {
    breaks: ['C-W5'],
    make: () => async (asked, forward) =>
      asked.url.pathname.endsWith('/carts/push')
        ? rewritten(await forward(asked), body => ({
            outcomes: (body['outcomes'] as { outcome: string; id: string }[]).map(each =>
              each.outcome === 'conflict' ? { outcome: 'accepted', id: each.id } : each,
            ),
          }))
        : undefined,
  },
  'serves a checkpoint of another epoch': {
    breaks: ['C-P5'],
    make: () => async (asked, forward) => {
      if (!asked.url.searchParams.get('checkpoint')?.startsWith('another-history:')) return undefined;
      const url = new URL(asked.url);
      url.searchParams.delete('checkpoint');
      return forward({ ...asked, url });
    },
  },
  'skips an event of the stream': {
    breaks: ['C-R3'],
    make: () => async (asked, forward) => {
      if (!asked.url.pathname.endsWith('/stream')) return undefined;
      const { status, headers, body } = await forward(asked);
      return new Response(body?.pipeThrough(everySecondEvent()) ?? null, { status, headers });
    },
  },
  'answers the barrier before it read the shop': {
    breaks: ['C-B2'],
    // Its first answer is the one that it repeats.
    after: ['C-B1'],
    make: () => {
      let first: string | undefined;
      return async (asked, forward) => {
        if (!asked.url.pathname.endsWith('/api/sync')) return undefined;
        const response = await forward(asked);
        const text = await response.text();
        if (response.status === 200) first ??= text;
        return new Response(response.status === 200 ? first : text, response);
      };
    },
  },
  'does not refuse an outdated client': {
    breaks: ['C-V1'],
    make: () => async (asked, forward) => {
      const { [protocolHeader]: _version, ...headers } = asked.headers;
      return forward({ ...asked, headers });
    },
  },
  'changes a document under its rev': {
    breaks: ['C-P7'],
    make: () =>
      page(({ documents }) => ({
        documents: documents.map(each => (each._deleted ? each : { ...each, vendor: 'nobody' })),
      })),
  },
  'leaves a document out of a bucket’s list': {
    breaks: ['C-D2'],
    make: () => async (asked, forward) =>
      asked.url.searchParams.has('bucket')
        ? rewritten(await forward(asked), body => ({
            ...body,
            entries: ((body['entries'] ?? []) as object[]).slice(1),
          }))
        : undefined,
  },
  'answers the rows of a push in another order': {
    breaks: ['C-W2', 'C-W6'],
    make: () => async (asked, forward) =>
      asked.url.pathname.endsWith('/carts/push')
        ? rewritten(await forward(asked), body => ({ outcomes: (body['outcomes'] as object[]).toReversed() }))
        : undefined,
  },
  'answers unchanged heads in full': {
    breaks: ['C-H2'],
    make: () => async (asked, forward) => {
      const { 'if-none-match': _tag, ...headers } = asked.headers;
      return forward({ ...asked, headers });
    },
  },
  'takes any limit': {
    breaks: ['C-E1'],
    make: () => async (asked, forward) => {
      if (!(Number(asked.url.searchParams.get('limit')) > maxPullLimit)) return undefined;
      const url = new URL(asked.url);
      url.searchParams.set('limit', String(maxPullLimit));
      return forward({ ...asked, url });
    },
  },
  'lets every origin in': {
    breaks: ['C-O2'],
    make: () => async (asked, forward) => {
      const response = await forward(asked);
      const headers = new Headers(response.headers);
      headers.set('access-control-allow-origin', '*');
      const { status } = response;
      return new Response(status === 304 || status === 204 ? null : response.body, { status, headers });
    },
  },
  'miscounts in its status': {
    breaks: ['C-T1'],
    make: () => async (asked, forward) =>
      asked.url.pathname === '/api/status'
        ? rewritten(await forward(asked), ({ collections, ...rest }) => {
            const { products, ...others } = collections as Record<string, { mirror: number }>;
            return { ...rest, collections: { ...others, products: { ...products, mirror: 1 } } };
          })
        : undefined,
  },
  'gives a till any key': {
    breaks: ['C-K1'],
    make: () => async (asked, forward) => {
      if (asked.url.pathname !== '/api/session') return undefined;
      const answer = await forward(asked);
      return answer.status === errorStatus['till-taken'] ? Response.json({ token: 'x' }) : answer;
    },
  },
  'hears a till with a key without its signature': {
    breaks: ['C-K4'],
    make: () => unsigned(({ headers }) => headers[signatureHeader] === undefined),
  },
  'does not check what was signed': {
    breaks: ['C-K5'],
    make: () => unsigned(({ headers }) => headers[signatureHeader] !== undefined),
  },
  'hears nobody who is not signed in': {
    breaks: ['C-K3'],
    make: () => async (asked, forward) => {
      const { [signatureHeader]: signature, ...headers } = asked.headers;
      return signature === undefined ? undefined : forward({ ...asked, headers });
    },
  },
  'takes no work of the version before': {
    breaks: ['C-V2'],
    make: () => async (asked, forward) => {
      const { [protocolHeader]: version, ...headers } = asked.headers;
      const isOlder = Number(version) === protocolVersion - 1;
      return forward(isOlder ? { ...asked, headers: { ...headers, [protocolHeader]: '0' } } : asked);
    },
  },
  'lets everybody in': {
    breaks: ['C-S3'],
    make: () => async (asked, forward) => {
      const response = await forward(asked);
      return response.status === errorStatus['not-signed-in'] && asked.method === 'GET'
        ? Response.json({})
        : response;
    },
  },
};

/** Where `isMeant`, answers a push that the server refused as not signed as if the server had read it. */
function unsigned(isMeant: (asked: Asked) => boolean): Fault {
  return async (asked, forward) => {
    if (!asked.url.pathname.endsWith('/push') || !isMeant(asked)) return undefined;
    const answer = await forward(asked);
    if (answer.status !== errorStatus['not-signed']) return answer;
    const { rows } = JSON.parse(asked.body ?? '{}') as { rows?: { newDocumentState: { id: string } }[] };
    const refused = { outcome: 'refused', code: 'not-deletable', message: '' };
    const outcomes = rows?.map(({ newDocumentState: { id } }) => ({ ...refused, id }));
    return outcomes ? Response.json({ outcomes }) : answer;
  };
}

/** Leaves out the first, third, … event with documents. */
function everySecondEvent(): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  let count = 0;
  return new TransformStream({
    transform(piece, controller) {
      const blocks = (rest + decoder.decode(piece, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const isSkipped = block.includes('"type":"documents"') && count++ % 2 === 0;
        if (!isSkipped) controller.enqueue(encoder.encode(`${block}\n\n`));
      }
    },
  });
}
