/** Markup that is safe to send. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | undefined | readonly Part[];

/** Markup in which everything inserted is text, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, n) => text + textOf(parts[n])).join(''));
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return String(part).replace(/[&<>"']/g, each => `&#${each.charCodeAt(0)};`);
}

/** A whole page of the shop's owner. */
export function ownerDocument(title: string, content: Html, then?: string): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${then === undefined ? undefined : html`<meta http-equiv="refresh" content="0;url=${then}" />`}
        <title>${title}</title>
        <link rel="stylesheet" href="/owner/owner.css" />
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html> `.text;
}
