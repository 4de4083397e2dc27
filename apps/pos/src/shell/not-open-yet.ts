import { live } from '@tidemark/elements/look/live';
import { msg } from '@tidemark/elements/language';
import { html, nothing } from 'lit';

/** What is shown before the till is there: that it is being opened, or why it could not be, and what opens it again. */
export function notOpenYet(failure: string, again?: () => unknown) {
  const failed = html`<div class="opening" data-testid="opening-failed">
    <p>${failure}</p>
    ${again ? html`<button class="primary" @click=${again}>${msg('Try again')}</button>` : nothing}
  </div>`;
  return html`<div class="root">
    ${failure ? nothing : html`<p class="opening">${msg('Opening the till …')}</p>`}
    ${live('alert', failure && failed)}
  </div>`;
}
