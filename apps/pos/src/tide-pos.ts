import { base, tokens, type CartLine, type SignInEvent } from '@tidemark/elements';
import type { Till } from '@tidemark/till';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { readCart } from './cart.ts';
import { Observed } from './observed.ts';
import type { CartChangeEvent } from './sell-page.ts';
import './sell-page.ts';
import './sync-page.ts';
import { sharedTill } from './tills.ts';

type Screen = 'sell' | 'sync';

/** Where the shop of the last sign-in is kept. */
const lastShopKey = 'tidemark-last-shop';

/**
 * @summary The whole till: sign in, sell, sync. Several elements with one server and shop share one till.
 * @cssprop --tide-accent - Colour of what can be pressed.
 * @cssprop --tide-ground - Colour behind everything.
 * @cssprop --tide-surface - Colour of cards and panels.
 * @cssprop --tide-text - Colour of text.
 * @cssprop --tide-font - Font family.
 * @csspart bar - The bar at the top.
 */
@customElement('tide-pos')
export class TidePos extends LitElement {
  static override styles = [
    tokens,
    base,
    css`
      :host {
        display: block;
        height: 100%;
        min-height: 480px;
        color-scheme: light dark;
        position: relative;
        overflow: hidden;
      }
      .root {
        height: 100%;
        display: grid;
        grid-template-rows: auto auto minmax(0, 1fr);
        background: var(--_ground);
      }
      .bar {
        display: flex;
        align-items: center;
        gap: 8px 16px;
        padding: 8px 16px;
        background: var(--_surface);
        border-bottom: 1px solid var(--_line);
      }
      .shop {
        display: grid;
        line-height: 1.2;
        min-width: 0;
      }
      .shop strong,
      .shop small {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .shop small {
        color: var(--_soft);
        font-size: 12px;
      }
      tide-sync-badge {
        margin-inline-start: auto;
        min-width: 0;
      }
      nav {
        position: relative;
      }
      .menu {
        position: absolute;
        inset-inline-end: 0;
        top: 52px;
        z-index: 5;
        min-width: 220px;
        padding: 8px;
        display: grid;
        background: var(--_surface);
        border: 1px solid var(--_line);
        border-radius: 12px;
        box-shadow: 0 12px 32px rgb(0 0 0 / 0.18);
      }
      .menu button {
        text-align: start;
        border: 0;
        min-height: 48px;
      }
      .menu button:hover,
      .menu button:focus-visible {
        background: var(--_tint);
      }
      .filling {
        margin: 0;
        padding: 10px 16px;
        background: var(--_tint);
        display: flex;
        gap: 16px;
        align-items: center;
      }
      progress {
        flex: 1;
        max-width: 420px;
        accent-color: var(--_accent);
      }
      .screen {
        min-height: 0;
        overflow: hidden;
      }
      .wide {
        overflow-y: auto;
        grid-row: 1 / -1;
      }
      @media (max-width: 480px) {
        .shop small {
          display: none;
        }
        .bar {
          padding: 8px 12px;
        }
      }
    `,
  ];

  /** The Tidemark server's origin; default: the page's own. */
  @property() server = '';
  /** The shop's `*.myshopify.com` domain; without it the sign-in asks. */
  @property() shop = '';
  @state() private till: Till | undefined;
  @state() private screen: Screen = 'sell';
  @state() private menuOpen = false;
  @state() private error = '';
  @state() private busy = false;
  @state() private lines: readonly CartLine[] = [];

  readonly #session = new Observed(
    this,
    () => this.till,
    till => till.session$,
  );
  readonly #status = new Observed(
    this,
    () => this.till,
    till => till.status$,
  );
  readonly #settings = new Observed(
    this,
    () => this.till,
    till => till.settings$,
  );

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#open(this.shop || (localStorage.getItem(lastShopKey) ?? ''));
    this.addEventListener('keydown', this.#escape);
  }

  override render() {
    const session = this.#session.value;
    if (!session) {
      const shop =
        this.shop ||
        (localStorage.getItem(lastShopKey) ?? '') ||
        (this.#isLocal() ? 'tidemark-demo.myshopify.com' : '');
      return html`<div class="root">
        <div class="wide">
          <tide-sign-in-form
            .shop=${shop}
            .shopFixed=${this.shop !== ''}
            .error=${this.error}
            .busy=${this.busy}
            @sign-in=${this.#signIn}
          ></tide-sign-in-form>
        </div>
      </div>`;
    }
    const status = this.#status.value;
    const currency = this.#settings.value?.currency ?? session.shop.currency;
    return html`
      <div class="root">
        <header class="bar" part="bar">
          <div class="shop">
            <strong>${session.shop.name}</strong
            ><small>${session.location.name} · ${session.staff.name}</small>
          </div>
          <tide-sync-badge
            .connection=${status?.connection ?? 'offline'}
            .busy=${(status?.syncing.length ?? 0) > 0}
            .verifiedAt=${status?.verifiedAt}
          ></tide-sync-badge>
          ${this.#menu()}
        </header>
        ${this.#filling() ?? html`<span></span>`}
        <div class="screen">
          ${
            this.screen === 'sell'
              ? html`<tide-sell-page
                  .till=${this.till}
                  .lines=${this.lines}
                  .currency=${currency}
                  @cart-change=${this.#cartChanged}
                ></tide-sell-page>`
              : html`<tide-sync-page
                  .till=${this.till}
                  .cartEmpty=${this.lines.length === 0}
                  .installable=${this.server === ''}
                ></tide-sync-page>`
          }
        </div>
      </div>
    `;
  }

  #menu() {
    const go = (screen: Screen) => () => {
      this.screen = screen;
      this.menuOpen = false;
    };
    return html`
      <nav>
        <button
          data-testid="menu-button"
          aria-haspopup="menu"
          aria-expanded=${this.menuOpen}
          @click=${() => (this.menuOpen = !this.menuOpen)}
        >
          Menu
        </button>
        ${
          this.menuOpen
            ? html` <div class="menu" role="menu">
                <button role="menuitem" @click=${go('sell')}>Sell</button>
                <button role="menuitem" data-testid="menu-sync-all" @click=${go('sync')}>Sync All</button>
                <button role="menuitem" @click=${this.#signOut}>Sign out</button>
              </div>`
            : nothing
        }
      </nav>
    `;
  }

  #filling() {
    const filling = this.#status.value?.filling;
    if (!filling || this.screen === 'sync') return undefined;
    const { done, total } = filling.progress;
    const first =
      filling.kind === 'first'
        ? 'First sync: you can sell what is already here.'
        : 'Reading everything anew. Go on selling.';
    return html`<p class="filling" role="status">
      <span
        >${first} ${done.toLocaleString()}${total === undefined ? '' : ` of ${total.toLocaleString()}`}</span
      ><progress
        aria-label="Sync progress"
        max=${total || 1}
        .value=${total === undefined ? 0 : done}
      ></progress>
    </p>`;
  }

  async #open(shop: string): Promise<Till | undefined> {
    if (!shop) return undefined;
    try {
      this.till = await sharedTill(this.server || location.origin, shop);
      this.lines = readCart(localStorage.getItem(`tidemark-cart-${shop}`));
      return this.till;
    } catch (error) {
      this.error = `The till could not be opened: ${error instanceof Error ? error.message : String(error)}`;
      return undefined;
    }
  }

  #signIn = async ({ shop, staff, pin }: SignInEvent): Promise<void> => {
    this.busy = true;
    this.error = '';
    const name = shop.toLowerCase();
    const till = await this.#open(name);
    const result = await till?.signIn(staff, pin);
    this.busy = false;
    if (!result) return;
    if (result.kind !== 'signed-in') {
      this.error =
        result.kind === 'offline' ? `${result.message} Signing in needs the network once.` : result.message;
      return;
    }
    localStorage.setItem(lastShopKey, name);
    this.screen = 'sell';
  };

  #signOut = async (): Promise<void> => {
    this.menuOpen = false;
    await this.till?.signOut();
  };

  #cartChanged = ({ lines }: CartChangeEvent): void => {
    this.lines = lines;
    const shop = this.#session.value?.shop.domain;
    if (shop) localStorage.setItem(`tidemark-cart-${shop}`, JSON.stringify(lines));
  };

  #escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.menuOpen = false;
  };

  #isLocal(): boolean {
    return ['localhost', '127.0.0.1'].includes(
      new URL(this.server || location.origin, location.href).hostname,
    );
  }
}
