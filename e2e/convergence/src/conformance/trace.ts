/** One line of a message trace: a request, its answer, or an event of the stream. */
export interface TraceLine {
  readonly kind: 'request' | 'answer' | 'event';
  /** "GET /api/…" of a request, the status of an answer; empty for an event. */
  readonly head: string;
  readonly body: unknown;
}

const arrows = { request: '→', answer: '←', event: '⇠' } as const;
const kinds = { '→': 'request', '←': 'answer', '⇠': 'event' } as const;

/** Stands for more of the same in a list that was shortened. */
export const more = '…';

/** The trace as docs/protocol.md shows it. */
export function traceText(lines: readonly TraceLine[]): string {
  return lines
    .map(({ kind, head, body }) => [arrows[kind], head, bodyText(body)].filter(each => each !== '').join(' '))
    .join('\n');
}

/** @throws Error for a line that is not one of a trace. */
export function parseTrace(text: string): TraceLine[] {
  return text
    .trim()
    .split(/\n(?=[→←⇠])/)
    .map(each => {
      const match = /^([→←⇠]) ((?:GET|POST) \S+(?: \([^)]*\))?|\d{3}|)\s*([\s\S]*)$/.exec(each);
      if (!match) throw new Error(`not a line of a trace: ${each}`);
      const [, arrow = '', head = '', body = ''] = match;
      return {
        kind: kinds[arrow as keyof typeof kinds],
        head,
        body: body === '' ? undefined : (JSON.parse(body) as unknown),
      };
    });
}

/** The traces in a text, by the name that a comment before each gives it. */
export function tracesIn(document: string): ReadonlyMap<string, string> {
  const found = document.matchAll(/<!-- trace: ([a-z-]+) -->\n\n```text\n([\s\S]*?)\n```/g);
  return new Map([...found].map(([, name = '', text = '']) => [name, text]));
}

/** The document with its traces replaced. */
export function withTraces(document: string, texts: ReadonlyMap<string, string>): string {
  return document.replace(
    /(<!-- trace: ([a-z-]+) -->\n\n```text\n)[\s\S]*?(?=\n```)/g,
    (whole, before: string, name: string) => {
      const text = texts.get(name);
      return text === undefined ? whole : before + text;
    },
  );
}

/** The part of a line that is the same at each recording: no ids, times, checkpoints or hashes. */
export function outlineOf({ kind, head, body }: TraceLine): string {
  const place = head.replace(/([?&](?:checkpoint|bucket)=)[^&\s]+/g, '$1*');
  return `${kind} ${place} ${JSON.stringify(outline(body, ''))}`;
}

const told = new Set(['type', 'outcome', 'code', 'collection', '_deleted', 'cause', 'shopify']);

function outline(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [outline(value[0], '')];
  if (typeof value !== 'object' || value === null) return told.has(key) ? value : typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, outline(inner, name)]),
  );
}

/** On one line where it is short, else one line for each part. */
function bodyText(body: unknown): string {
  if (body === undefined) return '';
  const text = JSON.stringify(body);
  if (text.length <= 100 || typeof body !== 'object' || body === null || Array.isArray(body)) return text;
  const parts = Object.entries(body).map(([key, value]) => `    ${JSON.stringify(key)}: ${inner(value)}`);
  return `{\n${parts.join(',\n')}\n  }`;
}

function inner(value: unknown): string {
  const text = JSON.stringify(value);
  if (text.length <= 100 || !Array.isArray(value)) return text;
  return `[\n${value.map(each => `      ${JSON.stringify(each)}`).join(',\n')}\n    ]`;
}
