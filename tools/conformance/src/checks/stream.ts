import { covers, heartbeatMs, parseCheckpoint, protocolVersion } from '@tidemark/protocol';
import { must, mustEqual } from '../broken.ts';
import type { Bench, Check } from '../check.ts';
import { EventStream, type AnyEvent } from '../event-stream.ts';

type News = Extract<AnyEvent, { type: 'documents' | 'written' }>;

const isNews = (event: AnyEvent): event is News => event.type === 'documents' || event.type === 'written';

/** @throws Broken unless each event of a collection continues where the previous one, or the hello, ended. */
function mustFollowEachOther(events: readonly AnyEvent[]): void {
  const places = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'hello' || event.type === 'promise-heads') {
      for (const [name, head] of Object.entries(event.heads))
        if (!places.has(name)) places.set(name, head);
        else mustNotSkip(name, places.get(name) ?? '', head, event.type);
    } else if (event.type === 'heartbeat') {
      for (const [name, head] of Object.entries(event.heads))
        mustNotSkip(name, places.get(name) ?? head, head, 'a heartbeat');
    } else if (event.type === 'resync') {
      places.clear();
    } else {
      const before = places.get(event.collection);
      if (before !== undefined)
        mustEqual(event.from, before, `${event.collection}: where an event goes on from`);
      const [from, to] = [parseCheckpoint(event.from), parseCheckpoint(event.checkpoint)];
      must(
        to.epoch === from.epoch && to.seq > from.seq,
        `an event leads from ${event.from} to ${event.checkpoint}`,
      );
      places.set(event.collection, event.checkpoint);
    }
  }
}

function mustNotSkip(name: string, place: string, head: string, what: string): void {
  must(place === head, `${name}: ${what} says ${head}, and the events before it ended at ${place}`);
}

async function newsOf(stream: EventStream, id: string, bench: Bench): Promise<News> {
  const isOfIt = (event: AnyEvent) => isNews(event) && event.documents.some(each => each.id === id);
  return (await stream.wait(isOfIt, bench.patienceMs, `what changed of products/${id}`)) as News;
}

export const streamChecks: readonly Check[] = [
  {
    id: 'C-R1',
    rule: 'A stream begins with hello, its protocol version and heads that pulls reach, then the records’ heads.',
    async run(bench) {
      using stream = await EventStream.open(bench.client);
      await stream.wait(each => each.type === 'promise-heads', bench.patienceMs, 'the records’ heads');
      const [hello, second] = stream.events;
      must(hello?.type === 'hello', `the first event is ${hello?.type}, not hello`);
      must(second?.type === 'promise-heads', `the second event is ${second?.type}, not promise-heads`);
      must(hello.protocol === protocolVersion, `hello speaks version ${hello.protocol}`);
      const heads = await bench.client.heads();
      for (const [name, head] of Object.entries(hello.heads))
        must(
          covers(parseCheckpoint(heads[name as 'products'] ?? ''), parseCheckpoint(head)),
          `${name}: hello says ${head}, and the heads asked for after it ${heads[name as 'products']}`,
        );
    },
  },
  {
    id: 'C-R2',
    rule: `The stream says that it lives at least every ${heartbeatMs / 1000} seconds, with heads.`,
    isSlow: true,
    async run(bench) {
      using stream = await EventStream.open(bench.client);
      await stream.wait(each => each.type === 'heartbeat', heartbeatMs + 2000, 'a heartbeat');
      mustFollowEachOther(stream.events);
    },
  },
  {
    id: 'C-R3',
    rule: 'Each event of a collection goes on where the one before it, or the hello, ended; none is skipped.',
    needs: ['change'],
    async run(bench) {
      using stream = await EventStream.open(bench.client);
      await stream.wait(each => each.type === 'promise-heads', bench.patienceMs, 'its beginning');
      await newsOf(stream, await bench.change('edit'), bench);
      const seen = stream.events.length;
      const id = await bench.change('edit');
      await stream.wait(
        each =>
          stream.events.indexOf(each) >= seen && isNews(each) && each.documents.some(one => one.id === id),
        bench.patienceMs,
        'the second of two changes',
      );
      mustFollowEachOther(stream.events);
    },
  },
  {
    id: 'C-R4',
    rule: 'An event has all documents that changed between its two places, as a pull brings them.',
    needs: ['change'],
    async run(bench) {
      using stream = await EventStream.open(bench.client);
      await stream.wait(each => each.type === 'promise-heads', bench.patienceMs, 'its beginning');
      const { collection, from, checkpoint, documents } = await newsOf(
        stream,
        await bench.change('edit'),
        bench,
      );
      const page = await bench.client.pull(collection, from, documents.length);
      if (page.checkpoint === checkpoint) mustEqual(documents, page.documents, `the event from ${from}`);
    },
  },
];
