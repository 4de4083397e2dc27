import { html, nothing, type TemplateResult } from 'lit';

/**
 * Words that a screen reader says when they come or change: a `status` when it has finished, an `alert` at once. The
 * region is in the page before its words, and takes no space without them: many readers do not say a region that comes
 * together with its words (ARIA, live regions). So call this always, with `undefined`, '' or `nothing` for no words.
 */
export function live(kind: 'status' | 'alert', content: unknown): TemplateResult {
  return html`<div class="live" role=${kind}>${content || nothing}</div>`;
}
