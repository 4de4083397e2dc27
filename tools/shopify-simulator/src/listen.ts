import { createServer, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ConnectionReset } from './faults/faults.ts';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';

/** What a client that disconnects leaves behind: in the middle of its answer, or before it. */
const gone = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_UNABLE_TO_PIPE']);

/** Serves a fetch handler on a port. @throws when the port is taken. */
export async function listen(
  handle: (request: Request) => Promise<Response>,
  port: number,
  host: string,
): Promise<{ origin: string; close: () => Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    void answer(incoming).catch((error: unknown) => {
      if (error instanceof ConnectionReset) {
        outgoing.destroy();
        return;
      }
      // The client disconnected during the answer.
      if (gone.has((error as NodeJS.ErrnoException).code ?? '')) return;
      console.error(error);
      if (!outgoing.headersSent) outgoing.writeHead(500);
      outgoing.end();
    });

    async function answer(message: IncomingMessage): Promise<void> {
      const response = await handle(await toRequest(message));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      if (response.body) await pipeline(Readable.fromWeb(response.body as NodeReadableStream), outgoing);
      else outgoing.end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : port;
  return {
    origin: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${taken}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function toRequest(message: IncomingMessage): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers))
    if (value !== undefined) headers.set(name, String(value));
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const method = message.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(`http://${message.headers.host ?? 'localhost'}${message.url ?? '/'}`, {
    method,
    headers,
    ...(hasBody ? { body } : {}),
  });
}
