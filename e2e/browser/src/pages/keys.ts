import type { CDPSession, Page } from '@playwright/test';

/** Keys that type no letter, for Chromium's input: the Windows virtual key code, and the text that it types. */
const named: Readonly<Record<string, { readonly code: number; readonly text?: string }>> = {
  Enter: { code: 13, text: '\r' },
  Tab: { code: 9 },
  Escape: { code: 27 },
  Backspace: { code: 8 },
};

const keyboards = new WeakMap<Page, Promise<Keys>>();

/**
 * A keyboard whose keys come with the pauses that a test sets, however busy the machine is: each event carries its own
 * time, as when keys wait for a busy page. By these times a page tells a scanner from a person.
 */
export class Keys {
  readonly #session: CDPSession;
  /** The time of the next key, in seconds since the epoch. */
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

  /** Sets the next key's time to now, or to the end of the previous keys if that is later. */
  begin(): void {
    this.#at = Math.max(Date.now() / 1000, this.#at);
  }

  /** Delays the next key by this much. */
  rest(pauseMs: number): void {
    this.#at += pauseMs / 1000;
  }

  /** Presses the characters of a text, then named keys ("Enter"), `pauseMs` apart. */
  async press(text: string, pauseMs: number, ...then: readonly string[]): Promise<void> {
    // Sent together: a page that waited for a key in the middle of a code would take the code as ended.
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
