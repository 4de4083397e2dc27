import type { PlaceKind } from './hearing.ts';

/** An element of ours that makes words or numbers of keys without a field. */
interface KeepsTyped {
  /** Remembers what was typed until now; the function that it returns puts that back. */
  rememberTyped(): () => void;
}

/** Where a key goes. */
export interface Place {
  readonly kind: PlaceKind;
  /** The element that takes what is typed; undefined where none does. */
  readonly taker: Field | (Element & KeepsTyped) | undefined;
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | HTMLElement;

/** Inputs that are pressed, and take no words. */
const pressed = new Set([
  'button',
  'submit',
  'reset',
  'checkbox',
  'radio',
  'image',
  'file',
  'color',
  'range',
]);

/** The place of a key that was pressed on the first of these elements. */
export function placeOf(path: readonly EventTarget[]): Place {
  const [target] = path;
  if (target instanceof HTMLElement && isField(target)) return { kind: kindOf(target, path), taker: target };
  const taker = path.find(isKeeper);
  return taker ? { kind: 'field', taker } : { kind: 'ground', taker: undefined };
}

/** Marks the field that takes words and codes. */
export const codeField = 'code';

function kindOf(field: HTMLElement, path: readonly EventTarget[]): PlaceKind {
  if (field.dataset['scan'] === codeField) return 'search';
  const isInDialog = path.some(each => each instanceof HTMLDialogElement);
  return field instanceof HTMLInputElement && field.type === 'search' && !isInDialog ? 'words' : 'field';
}

function isField(target: HTMLElement): boolean {
  if (target instanceof HTMLInputElement) return !pressed.has(target.type);
  return (
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
  );
}

function isKeeper(each: EventTarget): each is Element & KeepsTyped {
  return each instanceof Element && 'rememberTyped' in each;
}

/**
 * Remembers what the element holds; the function that it returns puts that back, as if nothing had been typed since.
 */
export function remember(taker: NonNullable<Place['taker']>): () => void {
  if (isKeeper(taker)) return taker.rememberTyped();
  if (taker instanceof HTMLSelectElement) {
    const { selectedIndex } = taker;
    return () => {
      if (taker.selectedIndex === selectedIndex) return;
      taker.selectedIndex = selectedIndex;
      taker.dispatchEvent(new Event('change', { bubbles: true }));
    };
  }
  if (!(taker instanceof HTMLInputElement || taker instanceof HTMLTextAreaElement)) {
    const { textContent } = taker;
    return () => void (taker.textContent = textContent);
  }
  const { value, selectionStart, selectionEnd } = taker;
  return () => {
    putText(taker, value);
    // Fields of numbers have no selection.
    if (selectionStart !== null) taker.setSelectionRange(selectionStart, selectionEnd);
  };
}

/** Puts a text into a field, as if a person had typed it. */
export function putText(field: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  if (field.value === value) return;
  field.value = value;
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
}

/** Does what Space does on an element: presses or scrolls. */
export function pressSpace(target: Element): void {
  const isPressed =
    target.matches('button, summary') || (target instanceof HTMLInputElement && !isField(target));
  if (isPressed && target instanceof HTMLElement) target.click();
  else scrollable(target)?.scrollBy({ top: globalThis.innerHeight * 0.8, behavior: 'smooth' });
}

function scrollable(element: Element | null): Element | null {
  for (let each = element; each; each = parentOf(each))
    if (each.scrollHeight > each.clientHeight && /auto|scroll/.test(getComputedStyle(each).overflowY))
      return each;
  return document.scrollingElement;
}

function parentOf(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}
