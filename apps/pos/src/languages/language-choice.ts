import { fieldStyles } from '@tidemark/elements/look/dialog.styles';
import { live } from '@tidemark/elements/look/live';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg, str } from '@tidemark/elements/language';
import { css, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { orSay } from '../page/or-say.ts';
import { knownLanguages } from './known-languages.ts';
import { chooseLanguage, ownLanguage, shopLanguage } from './till-language.ts';

/** @summary Chooses the language that this till speaks: its own, or its shop's. */
@customElement('tide-language-choice')
export class TideLanguageChoice extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    fieldStyles,
    css`
      select {
        font: inherit;
        width: 100%;
        min-height: 48px;
        padding: 0 12px;
        color: var(--_text);
        background: var(--_surface);
        border: 1px solid var(--_line);
        border-radius: 10px;
      }
      p {
        margin: 8px 0 0;
      }
    `,
  ];

  @state() private trouble = '';

  override render() {
    const own = ownLanguage();
    const offered = knownLanguages.some(({ code }) => code === own) || own === undefined;
    return html`<div class="root">
      <label
        >${msg('Language')}
        <select data-testid="language" @change=${this.#choose}>
          <option value="" .selected=${own === undefined || !offered}>${this.#likeTheShop()}</option>
          ${knownLanguages.map(
            ({ code, name }) =>
              html`<option value=${code} lang=${code} .selected=${code === own}>${name}</option>`,
          )}
        </select>
      </label>
      ${live('alert', this.trouble && html`<p class="trouble">${this.trouble}</p>`)}
    </div>`;
  }

  #likeTheShop(): string {
    const shop = knownLanguages.find(({ code }) => code === shopLanguage());
    return shop ? msg(str`As the shop (${shop.name})`) : msg('As this browser');
  }

  #choose = async (event: Event): Promise<void> => {
    const { value } = event.target as HTMLSelectElement;
    this.trouble = '';
    await orSay(
      () => chooseLanguage(value === '' ? undefined : value),
      words => (this.trouble = words),
    );
  };
}
