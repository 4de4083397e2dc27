import { IncomingMessage, ServerResponse, type OutgoingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import type { Express } from 'express';

/** A `fetch` that hands requests to an Express app of this process: all of its middleware, and no sockets. */
export function inProcessFetch(app: Express): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    return answerOf(app, request, Buffer.from(await request.arrayBuffer()));
  };
}

function answerOf(app: Express, request: Request, body: Buffer): Promise<Response> {
  const url = new URL(request.url);
  const incoming = new IncomingMessage(new Socket());
  incoming.method = request.method;
  incoming.url = url.pathname + url.search;
  incoming.headers = {
    ...Object.fromEntries(request.headers),
    host: url.host,
    'content-length': String(body.length),
  };
  incoming.push(body);
  incoming.push(null);
  // Marks the request as complete, and not as aborted by the other side.
  incoming.complete = true;
  return new Promise((resolve, reject) => {
    const { outgoing, leave } = answering(incoming, resolve);
    const onAbort = () => {
      leave(request.signal.reason as Error);
      reject(request.signal.reason as Error);
    };
    request.signal.addEventListener('abort', onAbort, { once: true });
    app(incoming as never, outgoing as never);
  });
}

/**
 * The app's answer as a web response, whose body can be read while it is written. Express changes the prototype of its
 * response, so our methods are properties of the object itself.
 */
function answering(incoming: IncomingMessage, begin: (response: Response) => void) {
  const outgoing = new ServerResponse(incoming);
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let isOver = false;
  const close = () => {
    isOver = true;
    outgoing.destroyed = true;
    outgoing.emit('close');
  };
  const leave = (reason: Error) => {
    if (isOver) return;
    controller?.error(reason);
    close();
  };
  const isBegun = () => (outgoing as { _header?: unknown })._header !== null;
  const writeHead = (status: number, ...rest: unknown[]) => {
    const headers = rest.at(-1);
    outgoing.statusCode = status;
    if (headers && typeof headers === 'object')
      for (const [name, value] of Object.entries(headers as OutgoingHttpHeaders))
        if (value !== undefined) outgoing.setHeader(name, value);
    Object.assign(outgoing, { _header: 'sent' });
    const body = new ReadableStream<Uint8Array>({
      start: each => void (controller = each),
      cancel: () => leave(new Error('the answer was left')),
    });
    const sent = new Headers(
      Object.entries(outgoing.getHeaders()).map(([name, value]): [string, string] => [name, String(value)]),
    );
    begin(new Response(status === 204 || status === 304 ? null : body, { status, headers: sent }));
    return outgoing;
  };
  const write = (chunk: unknown): boolean => {
    if (isOver) return false;
    if (!isBegun()) outgoing.writeHead(outgoing.statusCode);
    controller?.enqueue(bytesOf(chunk));
    return true;
  };
  const end = (chunk?: unknown): ServerResponse => {
    if (isOver) return outgoing;
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') write(chunk);
    if (!isBegun()) outgoing.writeHead(outgoing.statusCode);
    controller?.close();
    Object.assign(outgoing, { finished: true });
    outgoing.emit('finish');
    close();
    return outgoing;
  };
  Object.assign(outgoing, { writeHead, write, end });
  return { outgoing, leave };
}

function bytesOf(chunk: unknown): Uint8Array {
  return typeof chunk === 'string' ? new TextEncoder().encode(chunk) : new Uint8Array(chunk as Uint8Array);
}
