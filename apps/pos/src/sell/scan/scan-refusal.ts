import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement } from '@tidemark/elements/language';
import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { beepRefused } from './beep.ts';

const shownMs = 8_000;

/** @summary Says why a scan was refused, above everything else for some seconds. */
@customElement('tide-scan-refusal')
export class TideScanRefusal extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    css`
      :host {
        position: fixed;
        inset: auto;
        top: 12px;
        left: 50%;
        translate: -50% 0;
        width: max-content;
        max-width: min(560px, calc(100vw - 24px));
        height: auto;
        margin: 0;
        padding: 0;
        border: 0;
        background: none;
        overflow: visible;
        /* What lies under it can be pressed. */
        pointer-events: none;
      }
      .root {
        margin: 0;
        padding: 14px 18px;
        border: 2px solid var(--_bad);
        border-radius: var(--_radius);
        background: var(--_surface);
        color: var(--_text);
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      /* Beside the button that closes a dialog: often that is what it asks for. */
      @media (max-width: 640px) {
        :host {
          left: 12px;
          translate: none;
          max-width: calc(100vw - 96px);
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property() words = '';

  override render() {
    return html`<p class="root" role="alert" data-testid="scan-refused">${this.words}</p>`;
  }
}

let shown: TideScanRefusal | undefined;
let leaving: ReturnType<typeof setTimeout> | undefined;

/** Removes a refusal that belongs to a till that is no longer on screen. */
export function takeRefusalAway(): void {
  clearTimeout(leaving);
  shown?.remove();
}

/** Says above everything, with a sound, why a scan was refused. `place`: the open dialog, or what is on screen. */
export function refuseScan(place: ParentNode, words: string): void {
  clearTimeout(leaving);
  shown?.remove();
  shown = new TideScanRefusal();
  shown.words = words;
  shown.popover = 'manual';
  place.append(shown);
  // A browser without popovers still shows it in the dialog.
  if ('showPopover' in shown) shown.showPopover();
  beepRefused();
  leaving = setTimeout(() => shown?.remove(), shownMs);
}
