import { request, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';

/** A request as it goes over the wire, including what `fetch` would not send. */
export interface Asked {
  /** Default: POST with a body, GET without. */
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: string | Uint8Array | object;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request on a connection of its own. Leaves a stream after its first bytes. */
export function send(origin: string, { method, path, headers, body }: Asked): Promise<Answered> {
  const { hostname, port } = new URL(origin);
  const bytes =
    body === undefined || typeof body === 'string' || body instanceof Uint8Array
      ? body
      : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...{ hostname, port, path, agent: false },
        method: method ?? (bytes === undefined ? 'GET' : 'POST'),
        headers: {
          ...(bytes === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) }),
          ...headers,
        },
      },
      answer => {
        let text = '';
        const end = (): void => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
          asked.destroy();
        };
        const isStream = answer.headers['content-type']?.startsWith('text/event-stream') === true;
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
          if (isStream) end();
        });
        answer.on('end', end).on('error', reject);
      },
    );
    // An answer may come before the body is read, and end the connection: then the answer counts.
    asked.on('error', reject);
    asked.end(bytes);
  });
}

/** Sends these bytes; resolves to what comes back until the other side closes or has answered once. */
export function exchange(origin: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = dial(origin);
    let text = '';
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
      if (/\r\n\r\n/.test(text)) socket.destroy();
    });
    socket.on('close', () => resolve(text)).on('error', reject);
    socket.write(bytes, 'latin1');
  });
}

export function dial(origin: string): Socket {
  const { hostname, port } = new URL(origin);
  return connect({ host: hostname, port: Number(port) });
}
