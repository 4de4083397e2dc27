/** What of a browser an owner's way needs: it keeps cookies by path, follows nothing by itself, and is no robot. */
export class BrowserLike {
  readonly #jar = new Map<string, { readonly value: string; readonly path: string }>();
  /** The headers of the last `Set-Cookie`. */
  lastCookies: readonly string[] = [];

  async go(url: string, form?: Readonly<Record<string, string>>): Promise<Response> {
    const { pathname } = new URL(url);
    const cookies = [...this.#jar].filter(([, { path }]) => pathname.startsWith(path));
    const response = await fetch(url, {
      redirect: 'manual',
      headers: {
        'user-agent': 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
        cookie: cookies.map(([name, { value }]) => `${name}=${value}`).join('; '),
      },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    this.lastCookies = response.headers.getSetCookie();
    for (const line of this.lastCookies) this.#keep(line);
    return response;
  }

  forgetCookies(): void {
    this.#jar.clear();
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/';
    const isOver = value === '' || Date.parse(/;\s*expires=([^;]+)/i.exec(line)?.[1] ?? '') < Date.now();
    if (isOver) this.#jar.delete(name);
    else this.#jar.set(name, { value, path });
  }
}

/** Where an answer sends the browser. */
export function sentTo(response: Response): string {
  return response.headers.get('location') ?? '';
}

/** What the forms of an owner's page send along. */
export function formMarkIn(page: string): string {
  return /name="form" value="([^"]+)"/.exec(page)?.[1] ?? '';
}
