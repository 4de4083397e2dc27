import { html, nothing, type TemplateResult } from 'lit';

/**
 * Words that a screen reader says when they come or change: a `status` when it has finished, an `alert` at once. The region
 * stands in the page before its words do, and takes no place without them: many readers do not say a region that comes
 * together with its words (ARIA, live regions). So this is called always, with `undefined`, '' or `nothing` for no words.
 */
export function live(kind: 'status' | 'alert', content: unknown): TemplateResult {
  return html`<div class="live" role=${kind}>${content || nothing}</div>`;
}
