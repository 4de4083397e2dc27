import type { Locator, Page } from '@playwright/test';
import { pressUntilAnswered } from '../stage/answered.ts';
import type { TillPage } from './till-page.ts';

/** The lock of a till, as the person at the till sees and uses it. */
export class LockPage {
  readonly till: TillPage;

  constructor(till: TillPage) {
    this.till = till;
  }

  get screen(): Locator {
    return this.till.at.getByTestId('lock-screen');
  }

  get pin(): Locator {
    return this.screen.locator('input[name="pin"]');
  }

  get alert(): Locator {
    return this.screen.getByRole('alert');
  }

  async lock(): Promise<void> {
    await this.till.at.getByTestId('menu-button').click();
    await this.till.at.getByTestId('menu-lock').click();
    await this.screen.waitFor();
  }

  async unlock(pin = '1234'): Promise<void> {
    await this.pin.fill(pin);
    await this.screen.getByRole('button', { name: 'Unlock' }).click();
  }

  /** Another person signs in over the lock. */
  async signIn(staff: string, pin: string): Promise<void> {
    await pressUntilAnswered(this.screen, async () => {
      await this.screen.locator('input[name="staff"]').fill(staff);
      await this.pin.fill(pin);
      await this.screen.getByRole('button', { name: 'Sign in', exact: true }).click();
    });
  }

  /** Another person chooses their name on the locked till. */
  async choose(name: string): Promise<void> {
    await this.screen.getByTestId('lock-other').click();
    await this.screen.getByTestId('staff-name').filter({ hasText: name }).click();
  }

  /** Types the PIN of the chosen name. */
  async goOn(pin: string): Promise<void> {
    await this.pin.fill(pin);
    await this.screen.getByRole('button', { name: 'Go on' }).click();
  }

  /** By an open till's menu, changes to a person who has not signed in here before. */
  async changeTo(staff: string, pin: string): Promise<void> {
    const { at } = this.till;
    await at.getByTestId('menu-button').click();
    await at.getByTestId('menu-staff').click();
    const dialog = at.getByTestId('staff-dialog');
    await dialog.locator('input[name="staff"]').fill(staff);
    await dialog.locator('input[name="pin"]').fill(pin);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  async signOut({ removes }: { readonly removes: boolean }): Promise<void> {
    const { at } = this.till;
    await at.getByTestId('menu-button').click();
    await at.getByRole('menuitem', { name: 'Sign out' }).click();
    const dialog = at.getByTestId('sign-out-dialog');
    if (removes) await dialog.getByTestId('remove-shop').check();
    await dialog.getByRole('button', { name: 'Sign out' }).click();
    await at.getByTestId('sign-in-form').waitFor();
  }
}

/** All text and attributes in the page, through every shadow root, and the values of fields. */
export function allInPage(page: Page): Promise<string> {
  return page.evaluate(() => {
    const read = (root: Document | ShadowRoot): string =>
      [...root.querySelectorAll('*')]
        .map(each => {
          const attributes = [...each.attributes].map(({ value }) => value).join(' ');
          const own = [...each.childNodes]
            .map(node => (node.nodeType === Node.TEXT_NODE ? node.textContent : ''))
            .join(' ');
          const value = each instanceof HTMLInputElement ? each.value : '';
          return `${attributes} ${own} ${value} ${each.shadowRoot ? read(each.shadowRoot) : ''}`;
        })
        .join('\n');
    return read(document);
  });
}

/** All that this origin stores in IndexedDB, as text, by database. */
export function allInIndexedDB(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('not read'));
      });
    const textOf = (value: unknown): string => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
        return new TextDecoder().decode(value as ArrayBuffer);
      if (value instanceof Map) return textOf([...value.entries()]);
      if (Array.isArray(value)) return value.map(textOf).join(' ');
      if (value && typeof value === 'object')
        return Object.entries(value)
          .map(each => textOf(each))
          .join(' ');
      return String(value);
    };
    const found: Record<string, string> = {};
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await asked(indexedDB.open(name));
      const stores = [...database.objectStoreNames];
      const texts = [];
      for (const store of stores)
        texts.push(textOf(await asked(database.transaction(store).objectStore(store).getAll())));
      found[name] = texts.join('\n');
      database.close();
    }
    return found;
  });
}

/** Where in IndexedDB a word is: each database that has it, with the text around it. */
export async function whereKept(page: Page, word: string): Promise<readonly string[]> {
  return Object.entries(await allInIndexedDB(page)).flatMap(([name, text]) => {
    const at = text.indexOf(word);
    return at < 0 ? [] : [`${name}: … ${text.slice(Math.max(0, at - 100), at + 100)} …`];
  });
}
