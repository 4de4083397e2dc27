import type { CDPSession, Page } from '@playwright/test';

interface ScannerKey {
  readonly key: string;
  readonly code: string;
  readonly text: string;
  readonly windowsVirtualKeyCode: number;
  /** 2: with Control. */
  readonly modifiers?: number;
}

const ends = {
  Enter: { key: 'Enter', code: 'Enter', text: '\r', windowsVirtualKeyCode: 13 },
  Tab: { key: 'Tab', code: 'Tab', text: '', windowsVirtualKeyCode: 9 },
  /** As some scanners send LF. */
  LineFeed: { key: 'j', code: 'KeyJ', text: '', windowsVirtualKeyCode: 74, modifiers: 2 },
  Space: { key: ' ', code: 'Space', text: ' ', windowsVirtualKeyCode: 32 },
} as const satisfies Record<string, ScannerKey>;

export type End = keyof typeof ends;

/**
 * A keyboard-wedge scanner: real keys of the browser, down and up, 5 ms apart by their own time, however busy the
 * machine is.
 */
export class Scanner {
  readonly #session: Promise<CDPSession>;
  /** When the last key came. */
  #at = 0;

  constructor(page: Page) {
    this.#session = page.context().newCDPSession(page);
  }

  /** Delays the next scan by this much, in its keys' own time. */
  rest(pauseMs: number): void {
    this.#at = Math.max(Date.now(), this.#at) + pauseMs;
  }

  /** `end`: the keys after the code. */
  async scan(code: string, end: readonly End[] = ['Enter'], pauseMs = 5): Promise<void> {
    const session = await this.#session;
    const keys = [...[...code].map(keyOf), ...end.map(each => ends[each])];
    const from = Math.max(Date.now(), this.#at + 100);
    this.#at = from + keys.length * pauseMs;
    // Sent together: the browser has all of them before it handles the first.
    const sent = keys.flatMap((key, n) => {
      const timestamp = (from + n * pauseMs) / 1_000;
      return [
        session.send('Input.dispatchKeyEvent', {
          ...key,
          type: key.text ? 'keyDown' : 'rawKeyDown',
          timestamp,
        }),
        session.send('Input.dispatchKeyEvent', {
          ...key,
          text: '',
          type: 'keyUp',
          timestamp: timestamp + 0.001,
        }),
      ];
    });
    await Promise.all(sent);
  }
}

function keyOf(character: string): ScannerKey {
  if (character === ' ') return ends.Space;
  const isDigit = /\d/.test(character);
  const upper = character.toUpperCase();
  return {
    key: character,
    code: isDigit ? `Digit${character}` : `Key${upper}`,
    text: character,
    windowsVirtualKeyCode: upper.charCodeAt(0),
  };
}
