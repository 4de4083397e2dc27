import type { Page } from '@playwright/test';

/** A text that a person sees, or hears from a screen reader. */
interface ScreenText {
  readonly text: string;
  /** The element that has it, named as in the source. */
  readonly where: string;
}

/** Everything that is on screen now: seen and read-out texts, and texts that do not fit into their boxes. */
export interface ScreenLook {
  readonly texts: readonly ScreenText[];
  readonly cutOff: readonly ScreenText[];
}

/** Looks at the whole page, through every shadow root. */
export function lookAt(page: Page): Promise<ScreenLook> {
  return page.evaluate(look);
}

/** Runs in the page. */
function look(): ScreenLook {
  const said = ['aria-label', 'title', 'placeholder', 'alt'];
  const texts: ScreenText[] = [];
  const cutOff: ScreenText[] = [];
  const name = (element: Element): string => {
    const root = element.getRootNode();
    const host = root instanceof ShadowRoot ? `${root.host.localName} ` : '';
    return `${host}${element.localName}${[...element.classList].map(each => `.${each}`).join('')}`;
  };
  const scrolls = (element: Element): boolean => {
    for (let each: Element | null = element; each;) {
      if (/auto|scroll/.test(getComputedStyle(each).overflowX) && each.scrollWidth > each.clientWidth)
        return true;
      const root: Node = each.getRootNode();
      each = each.assignedSlot ?? each.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    }
    return false;
  };
  const visit = (element: Element): void => {
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden') return;
    const isDrawn = element.checkVisibility() && element.getClientRects().length > 0;
    for (const attribute of said) {
      const text = element.getAttribute(attribute);
      if (isDrawn && text) texts.push({ text, where: `${name(element)}[${attribute}]` });
    }
    const own = [...element.childNodes]
      .filter(each => each.nodeType === Node.TEXT_NODE)
      .map(each => each.textContent?.trim())
      .filter(Boolean)
      .join(' ');
    if (isDrawn && own && !['STYLE', 'SCRIPT'].includes(element.tagName)) {
      texts.push({ text: own, where: name(element) });
      const box = element.getBoundingClientRect();
      const isUnseen = box.width <= 1 || box.height <= 1;
      const isInner = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
      const isOutside = box.left < -1 || box.right > innerWidth + 1;
      if (!isUnseen && !scrolls(element) && (isInner || isOutside))
        cutOff.push({ text: own, where: name(element) });
    }
    if (element instanceof HTMLInputElement && isDrawn && element.placeholder && element.value === '') {
      const canvas = document.createElement('canvas').getContext('2d');
      if (canvas) canvas.font = style.font;
      const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      if ((canvas?.measureText(element.placeholder).width ?? 0) > room + 1)
        cutOff.push({ text: element.placeholder, where: `${name(element)}[placeholder]` });
    }
    for (const child of [...(element.shadowRoot?.children ?? []), ...element.children]) visit(child);
  };
  visit(document.body);
  return { texts, cutOff };
}

/** The words of a text that were not translated: a pseudo-language puts brackets around all that is. */
export function outsideOf(text: string, data: ReadonlySet<string>): string {
  let rest = text;
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(/⟦[^⟦⟧]*⟧/g, ' ');
  }
  // Receipt numbers, codes and versions are not words.
  const words = rest.replace(/\S*\d\S*/g, ' ').match(/\p{L}[\p{L}\p{M}’'-]+/gu) ?? [];
  return words.filter(word => !data.has(word.toLowerCase())).join(' ');
}

/** Every word in these documents: a shop's own names are not translated. */
export function wordsIn(documents: unknown): Set<string> {
  const words = new Set<string>();
  const visit = (each: unknown): void => {
    if (typeof each === 'string')
      for (const word of each.match(/\p{L}[\p{L}\p{M}’'-]+/gu) ?? []) words.add(word.toLowerCase());
    else if (Array.isArray(each)) each.forEach(visit);
    else if (typeof each === 'object' && each !== null) Object.values(each).forEach(visit);
  };
  visit(documents);
  return words;
}
