/** What the tablet's benchmark calls in the page: the page measures itself, on its own clock. */
export interface TabletPage {
  /** Durations of the page's tasks over 50 ms since it was last emptied. */
  readonly longTasks: number[];
  /** Milliseconds from the start of the page until each was first drawn, or known. */
  readonly marks: Partial<Record<'firstProduct' | 'readyToSell' | 'verified' | 'shown' | 'scanned', number>>;
  /** Waits for a mark of this page. */
  marked(name: keyof TabletPage['marks']): Promise<number>;
  /** Signs in by the form; resolves to when, on the page's clock. */
  signIn(): Promise<number>;
  /** How long a tap on the card takes until the cart shows this many pieces. */
  tap(title: string, pieces: number): Promise<number>;
  /** Pays the cart; resolves to how long it took from the money to the receipt. */
  pay(): Promise<number>;
  /** Types the words into the search; resolves to how long each letter took until it was drawn. */
  type(words: string): Promise<number[]>;
  /** Scans by the till itself, as soon as there is a till. */
  scan(code: string): Promise<void>;
}

declare global {
  var tablet: TabletPage;
}

/** Runs in the page, before the page's own scripts if possible; it uses nothing from outside of itself. */
export function prepareTabletPage(): void {
  type Status = {
    readonly collections: Record<string, { readonly verifiedAt?: number }>;
    verifiedAt?: number;
  };
  type OpenTill = {
    readonly scan: (code: string) => Promise<{ kind: string }>;
    readonly status$: { subscribe: (see: (status: Status) => void) => unknown };
    /** A line for each sync, once everything that it brought is shown. */
    readonly log$: { subscribe: (see: (entries: readonly unknown[]) => void) => unknown };
  };
  type Mark = 'firstProduct' | 'readyToSell' | 'verified' | 'shown' | 'scanned';
  const longTasks: number[] = [];
  new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });

  const marks: Partial<Record<Mark, number>> = {};
  const waiting: { readonly look: () => boolean; readonly seen: () => void }[] = [];
  const lookAgain = () => {
    for (const each of waiting.filter(({ look }) => look())) {
      waiting.splice(waiting.indexOf(each), 1);
      each.seen();
    }
  };
  const mark = (name: Mark) => {
    marks[name] ??= performance.now();
    lookAgain();
  };

  const roots = new Set<ShadowRoot>();
  const changes = new MutationObserver(lookAgain);
  const watch = (root: ShadowRoot) => {
    roots.add(root);
    changes.observe(root, {
      ...{ childList: true, subtree: true, characterData: true },
      attributeFilter: ['aria-disabled', 'open'],
    });
  };
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, init);
    watch(root);
    return root;
  };
  const watchWithin = (within: Document | ShadowRoot) => {
    for (const { shadowRoot } of within.querySelectorAll('*')) {
      if (!shadowRoot) continue;
      watch(shadowRoot);
      watchWithin(shadowRoot);
    }
  };
  watchWithin(document);
  const find = (selector: string, words = ''): HTMLElement | undefined => {
    for (const root of roots)
      for (const each of root.querySelectorAll<HTMLElement>(selector))
        if (each.isConnected && each.textContent.includes(words)) return each;
    return undefined;
  };
  /** When the next picture was drawn: a task that is queued in a frame runs after it. */
  const drawn = () =>
    new Promise<number>(resolve =>
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now()), 0)),
    );
  const until = (look: () => boolean) =>
    look() ? Promise.resolve() : new Promise<void>(seen => waiting.push({ look, seen }));
  const shown = async (selector: string, words = ''): Promise<HTMLElement> => {
    await until(() => find(selector, words) !== undefined);
    return find(selector, words)!;
  };
  void shown('[data-testid=product-card]')
    .then(drawn)
    .then(() => mark('firstProduct'));

  const till = async (): Promise<OpenTill> => {
    type Tills = Map<string, Promise<OpenTill>>;
    for (;;) {
      const tills = (globalThis as unknown as Record<symbol, Tills | undefined>)[
        Symbol.for('tidemark.tills')
      ];
      const [opening] = tills?.values() ?? [];
      if (opening) return opening;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };
  void till().then(open => {
    let before: number | undefined;
    open.log$.subscribe(({ length }) => {
      before ??= length;
      if (length > before) mark('shown');
    });
    open.status$.subscribe(({ collections, verifiedAt }) => {
      const isNew = (time: number | undefined) => time !== undefined && time > performance.timeOrigin;
      const wanted = ['products', 'inventoryLevels', 'settings'];
      if (wanted.every(name => isNew(collections[name]?.verifiedAt))) mark('readyToSell');
      if (isNew(verifiedAt)) mark('verified');
    });
  });

  const enter = (input: HTMLInputElement, value: string) => {
    input.value = value;
    for (const type of ['input', 'change'])
      input.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  };
  globalThis.tablet = {
    longTasks,
    marks,
    marked: async name => {
      await until(() => marks[name] !== undefined);
      return marks[name]!;
    },
    signIn: async () => {
      const form = await shown('[data-testid=sign-in-form]');
      await shown('[data-testid=sign-in-form] button');
      for (const [name, value] of [
        ['shop', 'tidemark-demo.myshopify.com'],
        ['staff', 'demo'],
        ['pin', '1234'],
      ] as const) {
        const input = form.querySelector<HTMLInputElement>(`input[name=${name}]`);
        if (input && !input.readOnly) enter(input, value);
      }
      form.querySelector('button')?.click();
      return performance.now();
    },
    tap: async (title, pieces) => {
      const card = await shown('[data-testid=product-card]', title);
      const startedAt = performance.now();
      card.click();
      await shown('output[aria-label="Quantity"]', String(pieces));
      return (await drawn()) - startedAt;
    },
    pay: async () => {
      (await shown('[data-testid=pay]')).click();
      await shown('[data-testid=pay-dialog][open]');
      const take = await shown('[data-testid=take-payment]');
      await drawn();
      // The receipt of the previous sale stays in the page, hidden.
      const number = () => find('[data-testid=receipt-number]')?.textContent;
      const before = number();
      const startedAt = performance.now();
      take.click();
      await until(() => number() !== undefined && number() !== before);
      const ms = (await drawn()) - startedAt;
      await until(() => find('[data-testid=next-sale][aria-disabled=false]') !== undefined);
      find('[data-testid=next-sale]')?.click();
      await drawn();
      return ms;
    },
    type: async words => {
      const input = (await shown('[data-testid=search-input]')) as HTMLInputElement;
      const times: number[] = [];
      for (let length = 1; length <= words.length; length++) {
        const startedAt = performance.now();
        enter(input, words.slice(0, length));
        times.push((await drawn()) - startedAt);
        await new Promise(resolve => setTimeout(resolve, 120));
      }
      enter(input, '');
      await drawn();
      return times;
    },
    scan: async code => {
      const result = await (await till()).scan(code);
      if (result.kind !== 'found') throw new Error(`${code}: ${result.kind}`);
      mark('scanned');
    },
  };
}
