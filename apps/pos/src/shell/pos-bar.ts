import { live } from '@tidemark/elements/look/live';
import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement, msg, numberText, str } from '@tidemark/elements/language';
import type { SessionResponse } from '@tidemark/protocol';
import type { Safety, TillStatus } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { TideLanguageDialog } from '../languages/language-dialog.ts';
import { unsentWords } from '../sync/unsent/unsent-words.ts';
import '../sync/update/update-offer.ts';
import { barStyles } from './pos-bar.styles.ts';
import {
  GoEvent,
  LockEvent,
  screens,
  screenTitle,
  SignInAgainEvent,
  SignOutEvent,
  type Screen,
} from './screens.ts';
import type { TideStaffDialog } from './staff/staff-dialog.ts';
import './sync-press.ts';
import { Observed } from '../page/observed.ts';
import { orSay } from '../page/or-say.ts';
import { forgetsHere } from '../sync/forgetful-browser.ts';
import { troubleOf, type Trouble } from './trouble-words.ts';
import { whereTo } from './where-to.ts';

/** How often the bar looks whether the session ends soon. */
const lookMs = 30_000;

/**
 * @summary The bar of every screen: whose till it is, its state and what syncs it, what is wrong, what is not sent yet,
 * and the menu.
 * @fires {GoEvent} go - The cashier goes to another screen.
 * @fires {SignInAgainEvent} sign-in-again - The cashier wants to sign in again.
 * @fires {LockEvent} lock - The cashier leaves the till, locked.
 * @fires {SignOutEvent} sign-out - The cashier wants to sign out.
 */
@customElement('tide-pos-bar')
export class TidePosBar extends LocalizedElement {
  static override styles = [tokens, base, barStyles];

  @property({ attribute: false }) till: PageTill | undefined;
  /** The Tidemark server's origin. */
  @property() server = '';
  @property({ type: Boolean }) cartEmpty = true;
  @property({ attribute: false }) session: SessionResponse | undefined;
  @property({ attribute: false }) status: TillStatus | undefined;
  @property({ attribute: false }) safety: Safety | undefined;
  @property() screen: Screen = 'sell';
  @state() private menuOpen = false;
  /** Why a dialog did not open; '' where nothing is wrong. */
  @state() private dialogTrouble = '';
  @query('tide-language-dialog') private languages!: TideLanguageDialog;
  @query('tide-staff-dialog') private staffDialog!: TideStaffDialog;
  @query('.menu-button') private menuButton!: HTMLButtonElement;
  readonly #settings = new Observed(
    this,
    () => this.till,
    till => till.settings$,
  );
  readonly #clockFastBy = new Observed(
    this,
    () => this.till,
    till => till.clock.fastBy$,
  );
  readonly #lock = new Observed(
    this,
    () => this.till,
    till => till.lock$,
  );
  #looking: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    globalThis.addEventListener('keydown', this.#escape);
    globalThis.addEventListener('pointerdown', this.#elsewhere);
    this.#looking = setInterval(() => this.requestUpdate(), lookMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#looking);
    globalThis.removeEventListener('keydown', this.#escape);
    globalThis.removeEventListener('pointerdown', this.#elsewhere);
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('menuOpen') && this.menuOpen) this.#entries()[0]?.focus();
  }

  override render() {
    const { session, status, safety, till } = this;
    const timeZone = this.#settings.value?.timeZone;
    const clockFastBy = this.#clockFastBy.value;
    const view = this.#lock.value;
    const isUnconfirmed = view?.kind === 'open' && view.isUnconfirmed === true;
    const facts = { clockFastBy, timeZone, isUnconfirmed, isForgetful: forgetsHere() };
    const sources = { session, status, safety, ...facts };
    const trouble = troubleOf(sources, till?.clock.now() ?? Date.now());
    return html`
      <header class="root bar">
        <div class="shop">
          <strong>${session?.shop.name ?? ''}</strong
          ><small>${session?.location.name ?? ''} · ${session?.staff.name ?? ''}</small>
        </div>
        <div class="state">
          ${this.#unsent()}
          <tide-sync-press
            .till=${this.till}
            .status=${status}
            .timeZone=${timeZone}
            .trouble=${trouble?.short ?? ''}
          ></tide-sync-press>
        </div>
        ${this.#menu()}
      </header>
      ${live('status', trouble && this.#trouble(trouble))}
      ${live('alert', this.dialogTrouble && html`<p class="root trouble bad">${this.dialogTrouble}</p>`)}
      <tide-update-offer
        .till=${this.till}
        .server=${this.server}
        .cartEmpty=${this.cartEmpty}
      ></tide-update-offer>
      <tide-language-dialog></tide-language-dialog>
      <tide-staff-dialog .till=${till} .session=${session}></tide-staff-dialog>
    `;
  }

  #trouble({ text, tone, help }: Trouble) {
    const buttons = {
      'sign-in': { words: msg('Sign in'), act: () => this.dispatchEvent(new SignInAgainEvent()) },
      update: { words: msg('Update'), act: () => this.dispatchEvent(new GoEvent('sync')) },
      confirm: { words: msg('Type PIN'), act: () => this.#askStaff(this.session?.staff.name) },
    };
    const button = help && buttons[help];
    return html`<p class="root trouble ${tone}" data-testid="trouble">
      <span>${text}</span>
      ${
        button
          ? html`<button data-testid="trouble-help" @click=${button.act}>${button.words}</button>`
          : nothing
      }
    </p>`;
  }

  #language = (): void => {
    this.menuOpen = false;
    this.#open(async () => {
      await import('../languages/language-dialog.ts');
      await this.languages.show();
    });
  };

  #changeStaff = (): void => {
    this.menuOpen = false;
    this.#askStaff();
  };

  #askStaff(person?: string): void {
    this.#open(async () => {
      await import('./staff/staff-dialog.ts');
      await this.staffDialog.show(person);
    });
  }

  /** Dialogs are loaded when somebody wants them: nothing that is shown first needs them. */
  #open(act: () => Promise<void>): void {
    this.dialogTrouble = '';
    void orSay(act, words => (this.dialogTrouble = words));
  }

  #unsent() {
    const { safety } = this;
    const words = safety ? unsentWords(safety.unsent) : '';
    const refused = (safety?.refused ?? 0) + (safety?.notTaken ?? 0);
    if (!words && refused === 0) return nothing;
    const text = [refused > 0 ? msg(str`${numberText(refused)} refused`) : '', words]
      .filter(Boolean)
      .join(' · ');
    return html`<button
      class="unsent ${refused > 0 ? 'bad' : ''}"
      data-testid="unsent"
      @click=${() => this.dispatchEvent(whereTo(safety))}
    >
      ${text}
    </button>`;
  }

  #menu() {
    const go = (screen: Screen) => () => {
      this.menuOpen = false;
      this.dispatchEvent(new GoEvent(screen));
    };
    const signOut = () => {
      this.menuOpen = false;
      this.dispatchEvent(new SignOutEvent());
    };
    const view = this.#lock.value;
    const canLock = view?.kind === 'open' && view.canLock;
    const lock = () => this.dispatchEvent(new LockEvent());
    return html`
      <nav @keydown=${this.#arrows}>
        <button
          class="menu-button"
          data-testid="menu-button"
          aria-haspopup="menu"
          aria-expanded=${this.menuOpen}
          @click=${() => (this.menuOpen = !this.menuOpen)}
        >
          ${msg('Menu')}
        </button>
        ${
          this.menuOpen
            ? html`<div class="menu" role="menu" aria-label=${msg('Menu')}>
                ${screens.map(
                  id =>
                    html`<button
                      role="menuitem"
                      data-testid=${id === 'sync' ? 'menu-sync-all' : `menu-${id}`}
                      class=${this.screen === id ? 'here' : ''}
                      aria-current=${this.screen === id ? 'page' : nothing}
                      @click=${go(id)}
                    >
                      ${screenTitle(id)}
                    </button>`,
                )}
                <button role="menuitem" class="apart" data-testid="menu-language" @click=${this.#language}>
                  ${msg('Language')}
                </button>
                <button role="menuitem" data-testid="menu-staff" @click=${this.#changeStaff}>
                  ${msg('Change staff')}
                </button>
                ${
                  canLock
                    ? html`<button role="menuitem" data-testid="menu-lock" @click=${lock}>
                        ${msg('Lock')}
                      </button>`
                    : nothing
                }
                <button role="menuitem" @click=${signOut}>${msg('Sign out')}</button>
              </div>`
            : nothing
        }
      </nav>
    `;
  }

  /** The keys of a menu: arrows go round, Home and End to its ends, Tab leaves it (ARIA practices, menu button). */
  #arrows = (event: KeyboardEvent): void => {
    if (!this.menuOpen) return;
    if (event.key === 'Tab') this.menuOpen = false;
    const entries = this.#entries();
    const now = entries.indexOf(this.shadowRoot?.activeElement as HTMLButtonElement);
    const next = { ArrowDown: (now + 1) % entries.length, ArrowUp: now - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    entries.at(next)?.focus();
  };

  #entries(): readonly HTMLButtonElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLButtonElement>('[role=menuitem]')];
  }

  #escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.menuOpen) return;
    this.menuOpen = false;
    this.menuButton.focus();
  };

  #elsewhere = (event: Event): void => {
    if (this.menuOpen && !event.composedPath().some(each => each instanceof Element && each.matches('nav')))
      this.menuOpen = false;
  };
}
