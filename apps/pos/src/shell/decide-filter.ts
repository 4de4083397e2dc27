import { msg, numberText, str } from '@tidemark/elements/language';
import type { RecordFilter } from '@tidemark/till/page';
import { html, nothing, type TemplateResult } from 'lit';
import { GoEvent, type Screen } from './screens.ts';

/** A choice between everything on a screen and what waits for a decision; absent while nothing does. */
export function decideFilter(
  screen: Screen,
  shown: RecordFilter,
  waiting: number,
): TemplateResult | typeof nothing {
  if (waiting === 0 && shown !== 'refused') return nothing;
  const button = (filter: RecordFilter, words: string) =>
    html`<button
      aria-pressed=${(shown === 'refused') === (filter === 'refused')}
      data-testid="filter-${filter}"
      @click=${({ currentTarget }: Event) => currentTarget?.dispatchEvent(new GoEvent(screen, filter))}
    >
      ${words}
    </button>`;
  return html`<div class="choice" role="group" aria-label=${msg('Which are shown')}>
    ${button('all', msg('All'))} ${button('refused', msg(str`To decide ${numberText(waiting)}`))}
  </div>`;
}
