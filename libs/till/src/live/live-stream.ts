import { recordEventSchema, streamEventSchema, type RecordEvent, type StreamEvent } from '@tidemark/protocol';
import { createParser } from 'eventsource-parser';
import { readJson } from '../wire/read-json.ts';

export type LiveEvent = StreamEvent | RecordEvent;

/** A page that was busy reads what arrived meanwhile before it concludes that nothing did. */
const graceMs = 1_000;
/** The most events that wait to be handled; a till that is further behind asks for everything instead. */
export const mostWaiting = 500;
const mostCharacters = 4_000_000;

/**
 * The events of a live stream, one after the other. The stream is read as it comes, however long an event takes to be
 * handled: silence is measured from the last byte. It ends when the caller asks for no more.
 * @throws what broke it, or `silent` where nothing came for too long.
 */
export async function* eventsOf(
  body: ReadableStream<Uint8Array>,
  { silenceMs, silent }: { readonly silenceMs: number; readonly silent: Error },
): AsyncGenerator<LiveEvent> {
  const waiting: { readonly event: LiveEvent; readonly characters: number }[] = [];
  let characters = 0;
  let end: { readonly error: unknown } | 'end' | undefined;
  let wake: () => void = () => undefined;
  const reader = body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const finish = (how: typeof end): void => {
    clearTimeout(timer);
    end ??= how;
    wake();
  };
  const awaitBytes = (): void => {
    clearTimeout(timer);
    const giveUp = (): void => finish({ error: silent });
    timer = setTimeout(() => (timer = setTimeout(giveUp, graceMs)), silenceMs);
  };
  const parser = createParser({
    onEvent: ({ data }) => {
      characters += data.length;
      waiting.push({ event: readEvent(data), characters: data.length });
      if (waiting.length <= mostWaiting && characters <= mostCharacters) return;
      waiting.splice(0, Infinity, { event: { type: 'resync' }, characters: 0 });
      characters = 0;
    },
  });
  const read = async (): Promise<void> => {
    const text = new TextDecoder();
    for (awaitBytes(); end === undefined; awaitBytes()) {
      const { done, value } = await reader.read();
      if (done) return finish('end');
      parser.feed(text.decode(value, { stream: true }));
      wake();
    }
    clearTimeout(timer);
  };
  void read().catch((error: unknown) => finish({ error }));
  try {
    for (;;) {
      const next = waiting.shift();
      if (next) {
        characters -= next.characters;
        yield next.event;
      } else if (end) {
        if (end !== 'end') throw end.error;
        return;
      } else await new Promise<void>(resolve => (wake = resolve));
    }
  } finally {
    finish('end');
    // A broken stream cannot be cancelled any more, and a silent one may not answer.
    reader.cancel().catch(() => undefined);
  }
}

/** An event that cannot be read may have been news: then the till must pull. */
function readEvent(data: string): LiveEvent {
  const json = readJson(data);
  const ofCaches = streamEventSchema.safeParse(json);
  if (ofCaches.success) return ofCaches.data;
  const ofRecords = recordEventSchema.safeParse(json);
  return ofRecords.success ? ofRecords.data : { type: 'resync' };
}
