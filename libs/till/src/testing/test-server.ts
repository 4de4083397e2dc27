import {
  bucketDigests,
  bucketOf,
  emptyDigest,
  joinDigests,
  parseCheckpoint,
  formatCheckpoint,
  revOf,
  timeHeader,
} from '@tidemark/protocol';
import { collectionNames, recordNames, type CollectionName, type RecordName } from '@tidemark/schema';
import { keyIdOf, signatureHeader, type PublicKey } from '@tidemark/journal';
import { RecordServer } from './record-server.ts';
import { headerOf, TestKeys } from './test-keys.ts';

interface Row {
  readonly seq: number;
  readonly collection: CollectionName;
  readonly document: { readonly id: string; readonly rev: string; readonly _deleted: boolean };
}

/** An answer in place of the server's; undefined where the server answers by itself. */
export type Bent = Response | undefined;

/** A server with the protocol's routes over a list, for tests; tests can change its answers. */
export class TestServer {
  epoch = 'e1';
  readonly shop = 'tidemark-demo.myshopify.com';
  readonly records = new RecordServer(this.shop);
  readonly keys = new TestKeys();
  /** The highest receipt number that a sign-in answers. */
  lastReceipt: string | undefined;
  /** How many documents fit into the bytes of a page, or of a repair. */
  roomOfPage = Infinity;
  /** The interval that it names; undefined: none, as an older server. */
  intervalMinutes: number | undefined;
  /** What its clock shows; undefined: it names no time, as an older server. */
  clock: (() => number) | undefined;
  #seq = 0;
  #rows: Row[] = [];
  /** Requests so far, as "METHOD path". */
  readonly requests: string[] = [];
  /** Answers in the server's place while it returns something. */
  bend: (path: string, body?: string) => Bent | Promise<Bent> = () => undefined;

  put(collection: CollectionName, document: { readonly id: string }): void {
    this.#add(collection, { ...document, rev: revOf(document), _deleted: false });
  }

  delete(collection: CollectionName, id: string): void {
    this.#add(collection, { id, rev: revOf({ id }), _deleted: true });
  }

  /** Begins another history with the same documents. */
  rebuild(): void {
    this.epoch = `${this.epoch}x`;
  }

  living(collection: CollectionName): { id: string; rev: string }[] {
    return this.#rows
      .filter(row => row.collection === collection && !row.document._deleted)
      .map(row => row.document);
  }

  place(collection: CollectionName): string {
    const last = this.#rows.filter(row => row.collection === collection).at(-1);
    return formatCheckpoint({ epoch: this.epoch, seq: last?.seq ?? 0 });
  }

  fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const time = this.clock?.();
    const response = await this.#answer(input, init);
    if (time !== undefined) response.headers.set(timeHeader, String(time));
    return response;
  };

  #answer = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { pathname, searchParams, search } = new URL(input instanceof Request ? input.url : input);
    this.requests.push(`${init?.method ?? 'GET'} ${pathname}${search}`);
    const bent = await this.bend(pathname + search, init?.body as string | undefined);
    if (bent) return bent;
    if (pathname === '/api/session') return this.#session(String(init?.body));
    if (pathname === '/api/session/key') return this.#enrolled(String(init?.body), tokenOf(init));
    const [, , area, collection, act] = pathname.split('/') as [
      string,
      string,
      string,
      CollectionName,
      string,
    ];
    if (area === 'sync')
      return Response.json({
        heads: this.heads(),
        readAt: '2026-01-01T00:00:00Z',
        shopify: 'read',
        changed: 0,
        ...(this.intervalMinutes === undefined ? {} : { intervalMinutes: this.intervalMinutes }),
      });
    if (area === 'status') return Response.json(this.#status());
    const promise = recordNames.find(name => name === (collection as string));
    if (promise) return this.#promise(promise, act, searchParams, init);
    if (act === 'pull') return this.#pull(collection, searchParams);
    if (act === 'digest') return this.#digest(collection, searchParams.get('bucket'));
    if (act === 'documents') {
      const { ids } = JSON.parse(String(init?.body)) as { ids: string[] };
      const documents = this.#rows.filter(
        row => row.collection === collection && ids.includes(row.document.id),
      );
      return Response.json({
        documents: documents.map(row => row.document),
        checkpoint: this.place(collection),
      });
    }
    return Response.json({ code: 'not-found', message: pathname }, { status: 404 });
  };

  #session(body: string): Response {
    const { till, shop } = JSON.parse(body) as { till: { id: string; key?: PublicKey }; shop: string };
    if (!this.keys.enrol(till.id, till.key)) return tillTaken();
    return Response.json({
      token: `token-of-${till.id}`,
      expiresAt: '2099-01-01T00:00:00Z',
      shop: { domain: shop, name: 'Demo', currency: 'EUR' },
      staff: { id: 'demo', name: 'Demo' },
      till: {
        id: till.id,
        name: till.id,
        receiptPrefix: till.id.slice(-1).toUpperCase(),
        ...(this.lastReceipt === undefined ? {} : { lastReceipt: this.lastReceipt }),
      },
      location: { id: '1', name: 'Harbour Street' },
    });
  }

  #enrolled(body: string, tillId: string): Response {
    const { key } = JSON.parse(body) as { key: PublicKey };
    return this.keys.enrol(tillId, key) ? Response.json({ keyId: keyIdOf(key) }) : tillTaken();
  }

  async #promise(
    name: RecordName,
    act: string,
    parameters: URLSearchParams,
    init: RequestInit | undefined,
  ): Promise<Response> {
    if (act === 'pull') return this.records.pull(name, parameters);
    if (act === 'digest') return this.records.digest(name, parameters.get('bucket'));
    if (act === 'documents') return this.records.documents(name, String(init?.body));
    if (act === 'push') {
      const signed = await this.keys.signerOf(`/api/replication/${name}/push`, init);
      const tillId = signed ?? tokenOf(init);
      if (tillId === '')
        return Response.json({ code: 'not-signed-in', message: 'sign in first' }, { status: 401 });
      if (signed === undefined && (this.keys.has(tillId) || headerOf(init, signatureHeader) !== ''))
        return Response.json({ code: 'not-signed', message: 'sign it' }, { status: 401 });
      return this.records.push(name, tillId, String(init?.body));
    }
    return Response.json({ code: 'not-found', message: act }, { status: 404 });
  }

  #add(collection: CollectionName, document: Row['document']): void {
    this.#rows = this.#rows.filter(row => row.collection !== collection || row.document.id !== document.id);
    this.#rows.push({ seq: ++this.#seq, collection, document });
  }

  #pull(collection: CollectionName, parameters: URLSearchParams): Response {
    const asked = parameters.get('checkpoint');
    const from = asked === null ? { epoch: this.epoch, seq: 0 } : parseCheckpoint(asked);
    if (from.epoch !== this.epoch)
      return Response.json({ code: 'checkpoint-lost', message: 'another history' }, { status: 410 });
    const limit = Math.min(Number(parameters.get('limit')), this.roomOfPage);
    const rows = this.#rows
      .filter(row => row.collection === collection && row.seq > from.seq)
      .slice(0, limit);
    const digest = bucketDigests(this.living(collection)).reduce(joinDigests, emptyDigest);
    return Response.json({
      documents: rows.map(row => row.document),
      checkpoint: formatCheckpoint({ epoch: this.epoch, seq: rows.at(-1)?.seq ?? from.seq }),
      head: this.place(collection),
      ...(rows.length < limit ? { digest } : {}),
    });
  }

  #digest(collection: CollectionName, bucket: string | null): Response {
    const living = this.living(collection);
    if (bucket === null)
      return Response.json({ checkpoint: this.place(collection), buckets: bucketDigests(living) });
    const entries = living
      .filter(each => bucketOf(each.id) === Number(bucket))
      .map(({ id, rev }) => ({ id, rev }));
    return Response.json({ checkpoint: this.place(collection), entries });
  }

  /** The newest place of each collection. */
  heads(): Record<string, string> {
    return Object.fromEntries(collectionNames.map(name => [name, this.place(name)]));
  }

  #status(): object {
    const collections = Object.fromEntries(
      collectionNames.map(name => [name, { mirror: this.living(name).length, shopify: null, trouble: null }]),
    );
    return {
      version: 'test',
      readAt: null,
      shopifyReachable: true,
      servedVersion: null,
      audit: null,
      auditing: false,
      webhooks: { expected: true, lost: 0, parked: 0, topics: [], neverArrived: {} },
      importing: null,
      quarantined: 0,
      collections,
    };
  }
}

/** The till of a session's token. */
function tokenOf(init: RequestInit | undefined): string {
  return headerOf(init, 'authorization').replace('Bearer token-of-', '');
}

function tillTaken(): Response {
  return Response.json({ code: 'till-taken', message: 'another browser is this till' }, { status: 409 });
}
