import type { CDPSession, Page } from '@playwright/test';

/** A key that types no letter, as Chromium's input wants it: the virtual code of Windows, and what it types. */
const named: Readonly<Record<string, { readonly code: number; readonly text?: string }>> = {
  Enter: { code: 13, text: '\r' },
  Tab: { code: 9 },
  Escape: { code: 27 },
  Backspace: { code: 8 },
};

const keyboards = new WeakMap<Page, Promise<Keys>>();

/**
 * A keyboard whose keys come with the pauses that a test says, however busy the machine is: each event carries its own time,
 * as it does where the page is busy and the keys wait for it. A page tells a scanner from a person by them.
 */
export class Keys {
  readonly #session: CDPSession;
  /** When the next key comes, in seconds since the epoch. */
  #at = 0;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static of(page: Page): Promise<Keys> {
    const known = keyboards.get(page);
    if (known) return known;
    const made = page
      .context()
      .newCDPSession(page)
      .then(session => new Keys(session));
    keyboards.set(page, made);
    return made;
  }

  /** The next key comes now: after what the test did meanwhile, and after every key before. */
  begin(): void {
    this.#at = Math.max(Date.now() / 1000, this.#at);
  }

  /** The next key comes so much later than it would. */
  rest(pauseMs: number): void {
    this.#at += pauseMs / 1000;
  }

  /** The characters of a text, then named keys ("Enter"): the first when its time is, each other `pauseMs` later. */
  async press(text: string, pauseMs: number, ...then: readonly string[]): Promise<void> {
    // Sent together: a page that waits for a key in the middle of a code would think that the code has ended.
    const sent: Promise<unknown>[] = [];
    for (const key of [...text, ...then]) {
      sent.push(...this.#send(key));
      this.#at += pauseMs / 1000;
    }
    await Promise.all(sent);
  }

  #send(key: string): Promise<unknown>[] {
    const { code, text } = named[key] ?? { code: key.toUpperCase().charCodeAt(0), text: key };
    const event = { key, windowsVirtualKeyCode: code, timestamp: this.#at };
    const down = this.#session.send('Input.dispatchKeyEvent', {
      ...event,
      type: text === undefined ? 'rawKeyDown' : 'keyDown',
      ...(text === undefined ? {} : { text }),
    });
    return [down, this.#session.send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' })];
  }
}

/** What a keyboard-wedge scanner does where the focus is: the keys of the code, 5 ms apart, and its suffix. */
export async function scanKeys(
  page: Page,
  code: string,
  suffix: readonly string[] = ['Enter'],
): Promise<void> {
  const keys = await Keys.of(page);
  keys.begin();
  await keys.press(code, 5, ...suffix);
}
