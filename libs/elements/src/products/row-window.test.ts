import type { ReactiveControllerHost } from 'lit';
import { expect, test } from 'vitest';
import type { RangeShownEvent } from '../events.ts';
import type { ListPart } from './places.ts';
import { RowWindow } from './row-window.ts';

/** An element without a page: 800 pixels high, with rows of 100. */
class Host extends EventTarget {
  updates = 0;
  readonly asked: [number, number][] = [];
  readonly scroller = { scrollTop: 0 };
  readonly window: RowWindow;

  constructor(columns = 1) {
    super();
    this.addEventListener('range-shown', event => {
      const { from, to } = event as RangeShownEvent;
      this.asked.push([from, to]);
    });
    const host = this as unknown as ReactiveControllerHost & HTMLElement;
    this.window = new RowWindow(host, 100, { spare: 1, columnsOf: () => columns });
  }

  addController(): void {}

  requestUpdate(): void {
    this.updates += 1;
  }

  draw(part: ListPart<string>, query = '') {
    const shown = this.window.part(part, query);
    this.window.hostUpdated();
    return shown;
  }

  scrollTo(top: number): void {
    this.scroller.scrollTop = top;
    this.window.scrolled({ currentTarget: this.scroller } as unknown as Event);
  }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `${from + n}`);
const part = (from: number, to: number, total: number) => ({ items: numbers(from, to), from, total });

test('only the visible rows and a spare one are shown, and the height is that of the whole list', () => {
  const host = new Host();
  host.draw(part(0, 50, 1000));
  host.scrollTo(1000);

  const { places, top, height } = host.draw(part(0, 50, 1000));

  expect(places.map(each => each.item)).toEqual(numbers(9, 19));
  expect([top, height]).toEqual([900, 100_000]);
  expect(host.asked).toEqual([]);
});

test('a row has several places, the last one fewer', () => {
  const host = new Host(3);
  const { places, columns, height } = host.draw(part(0, 10, 10));

  expect(places.map(each => each.item)).toEqual(numbers(0, 10));
  expect([columns, height]).toEqual([3, 400]);
});

test('places that are not here stay blank, and are asked for once', () => {
  const host = new Host();
  host.draw(part(0, 20, 1000));
  host.scrollTo(1500);

  const { places } = host.draw(part(0, 20, 1000));
  host.draw(part(0, 20, 1000));

  expect(places.map(({ at, item }) => item ?? at)).toEqual([...numbers(14, 20), 20, 21, 22, 23]);
  expect(host.asked).toEqual([[14, 24]]);
  host.draw(part(0, 22, 1000));
  expect(host.asked).toEqual([
    [14, 24],
    [14, 24],
  ]);
  expect(host.draw(part(10, 40, 1000)).places.every(each => each.item !== undefined)).toBe(true);
  expect(host.asked).toHaveLength(2);
});

test('the answer to another query is shown from its top', () => {
  const host = new Host();
  host.draw(part(0, 50, 50), 'tea');
  host.scrollTo(2000);
  expect(host.draw(part(0, 50, 50), 'tea').places[0]?.at).toBe(19);

  const { places, top } = host.draw(part(0, 50, 60), 'teapot');

  expect([places[0]?.at, top, host.scroller.scrollTop]).toEqual([0, 0, 0]);
});

test('a scroll within a row draws nothing again', () => {
  const host = new Host();
  host.draw(part(0, 50, 50));
  host.scrollTo(110);
  expect(host.updates).toBe(1);
  host.scrollTo(150);
  expect(host.updates).toBe(1);
  host.scrollTo(210);
  expect(host.updates).toBe(2);
});
