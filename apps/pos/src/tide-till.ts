import { base, tokens } from '@tidemark/elements/look/tokens';
import { LocalizedElement } from '@tidemark/elements/language';
import type { PageTill, RecordFilter } from '@tidemark/till/page';
import type { LitElement } from 'lit';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { Speaks } from './languages/speaks.ts';
import { Observed } from './page/observed.ts';
import { openingWords } from './words/opening-words.ts';
import { orSay } from './page/or-say.ts';
import { isEmpty } from './sell/cart/draft.ts';
import { insecureHere } from './page/secure-place.ts';
import { scanTurn, type ScanScope } from './sell/scan/scan-scope.ts';
import { takeRefusalAway } from './sell/scan/scan-refusal.ts';
import { earFor, giveScan, type TakesScans } from './sell/scan/take-scan.ts';
import { holdCart, type HeldCart } from './tills/shared-cart.ts';
import { fillingLine } from './shell/filling-line.ts';
import { demoShop, keepLastShop, lastShop } from './shell/sign-in/last-shop.ts';
import { ApprovalAsking } from './shell/approval/approval-asking.ts';
import { LazyScreens } from './shell/lazy-screens.ts';
import './shell/lock/lock-screen.ts';
import { signedOutWords, waitingWords } from './shell/lock/lock-words.ts';
import './shell/pos-bar.ts';
import { notOpenYet } from './shell/not-open-yet.ts';
import { screenOf } from './shell/screen-of.ts';
import type { GoEvent, LeaveEvent, Screen } from './shell/screens.ts';
import { ShopRemoval } from './shell/sign-in/shop-removal.ts';
import type { TideSignInDialog } from './shell/sign-in/sign-in-dialog.ts';
import './shell/sign-in/sign-in-dialog.ts';
import { SigningIn } from './shell/sign-in/signing-in.ts';
import type { TideSignOutDialog } from './shell/sign-in/sign-out-dialog.ts';
import './shell/sign-in/sign-out-dialog.ts';
import './shell/sign-in/signed-out.ts';
import { unsentWords } from './sync/unsent/unsent-words.ts';
import { posStyles } from './tide-till.styles.ts';
import { letTillGo, otherWork, sharedTill } from './tills/tills.ts';

/** The events that count as use of a till. */
const touches = ['pointerdown', 'focusin'] as const;

/**
 * @summary The whole till: sign in, sell, orders, sales, customers, stock, sync. Several elements with one server and
 * shop share one till.
 * @cssprop --tide-accent - Colour of what can be pressed.
 * @cssprop --tide-ground - Colour behind everything.
 * @cssprop --tide-surface - Colour of cards and panels.
 * @cssprop --tide-text - Colour of text.
 * @cssprop --tide-font - Font family.
 * @csspart bar - The bar at the top.
 */
@customElement('tide-till')
export class TideTill extends LocalizedElement {
  static override styles = [tokens, base, posStyles];

  /** The Tidemark server's origin; default: the page's own. */
  @property() server = '';
  /** The shop's `*.myshopify.com` domain; without it the sign-in asks. */
  @property() shop = '';
  /** Which keys are the scanner's: those pressed in the till, or also those of the page around it. */
  @property() scan: ScanScope = 'page';
  @state() private till: PageTill | undefined;
  @state() private screen: Screen = 'sell';
  @state() private show: RecordFilter = 'all';
  /** The till of the last sign-in is being opened: thousands of products take seconds. */
  @state() private opening = false;
  @state() private held: HeldCart | undefined;
  /** Why the till of a known shop could not be opened; '' when it could. */
  @state() private failure = '';
  @query('.screen > *') private page!: Element | null;
  @query('tide-sign-in-dialog') private signInDialog!: TideSignInDialog;
  @query('tide-sign-out-dialog') private signOutDialog!: TideSignOutDialog;

  #shopName = '';
  readonly #ear = earFor(
    this,
    () => (this.#session.value ? this.till : undefined),
    words => (this.page as Partial<TakesScans> | null)?.fits?.(words),
  );
  /** Counts openings: one that another overtook ends silently. */
  #turn = 0;

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
  readonly #safety = new Observed(
    this,
    () => this.till,
    till => till.selling.safety$,
  );
  readonly #lock = new Observed(
    this,
    () => this.till,
    till => till.lock$,
  );
  readonly #removal = new ShopRemoval(this);
  readonly #signing = new SigningIn(this, {
    open: shop => this.#open(shop),
    isSignedIn: () => this.#session.value !== undefined,
    began: (shop, isAgain) => {
      keepLastShop(shop);
      this.#removal.forget();
      if (isAgain) this.signInDialog.hide();
      else this.screen = 'sell';
    },
  });
  readonly #approvals = new ApprovalAsking(this);
  readonly #screens = new LazyScreens(() => this.requestUpdate());

  constructor() {
    super();
    new Speaks(this, () => this.#session.value);
  }

  #wasLocked = false;
  readonly #draft = new Observed(
    this,
    () => this.held?.cart,
    cart => cart.draft$,
  );

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.scan === 'page') scanTurn.join(this);
    for (const kind of touches) this.addEventListener(kind, this.#touched);
    this.#ear.start();
    this.#showScreen();
    void this.#openLast();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#turn++;
    scanTurn.leave(this);
    for (const kind of touches) this.removeEventListener(kind, this.#touched);
    this.#ear.stop();
    this.#letGo();
  }

  override updated(changed: PropertyValues<this>): void {
    this.#lockedOrNot();
    if (changed.has('scan')) (this.scan === 'page' ? scanTurn.join : scanTurn.leave).call(scanTurn, this);
    // At first it is already being opened.
    const isOther = [changed.get('server'), changed.get('shop')].some(before => before !== undefined);
    if (!isOther || !this.isConnected) return;
    this.#letGo();
    this.screen = 'sell';
    void this.#openLast();
  }

  override render() {
    const insecure = insecureHere();
    if (insecure) return notOpenYet(insecure);
    const [session, lock] = [this.#session.value, this.#lock.value];
    if (this.opening || this.failure) return notOpenYet(this.failure, this.#openLast);
    if (!session) {
      const shop = this.shop || lastShop() || demoShop(this.server || location.origin);
      const why = lock?.kind === 'signed-out' ? lock.why : undefined;
      return html`<div class="root">
        <div class="wide">
          <tide-signed-out
            .shop=${shop}
            .shopFixed=${this.shop !== ''}
            .error=${this.#signing.formError}
            .busy=${this.#signing.busy}
            .why=${signedOutWords(why)}
            .waiting=${waitingWords(this.#safety.value?.unsent, why)}
            .removing=${this.#removal.removing}
            @sign-in=${this.#signing.begin}
            @remove-again=${this.#remove}
          ></tide-signed-out>
          ${this.#signing.dialog()}
        </div>
      </div>`;
    }
    // Behind the lock screen, the page holds nothing of the cart or of customers.
    if (lock?.kind === 'locked')
      return html`<div class="root">
        <div class="wide"><tide-lock-screen .till=${this.till}></tide-lock-screen></div>
      </div>`;
    return html`
      <div
        class="root"
        @go=${this.#go}
        @sign-in-again=${this.#signInAgain}
        @sign-out=${() => this.signOutDialog.show()}
        @lock=${() => this.till?.lock()}
        @ask-approval=${this.#approvals.ask}
      >
        <tide-pos-bar
          part="bar"
          .till=${this.till}
          .server=${this.server || location.origin}
          .cartEmpty=${this.#isCartEmpty()}
          .session=${session}
          .status=${this.#status.value}
          .safety=${this.#safety.value}
          .screen=${this.screen}
        ></tide-pos-bar>
        <div role="status">${this.screen === 'sync' ? nothing : fillingLine(this.#status.value)}</div>
        <div class="screen">
          ${screenOf(this.screen, this.#screens.state(this.screen), {
            till: this.till,
            cart: this.held?.cart,
            currency: this.#settings.value?.currency ?? session.shop.currency,
            show: this.show,
            cartEmpty: this.#isCartEmpty(),
            server: this.server || location.origin,
            again: () => this.#showScreen(),
          })}
        </div>
        <tide-sign-in-dialog
          .shop=${session.shop.domain}
          .error=${this.#signing.error}
          .busy=${this.#signing.busy}
          @sign-in=${this.#signing.begin}
        ></tide-sign-in-dialog>
        ${this.#approvals.sheet(this.till, session)}
        <tide-sign-out-dialog .unsent=${this.#unsent()} @leave=${this.#leave}></tide-sign-out-dialog>
      </div>
    `;
  }

  #openLast = async (): Promise<void> => {
    if (insecureHere()) return;
    const turn = ++this.#turn;
    this.opening = true;
    this.failure = '';
    await this.#open();
    if (turn !== this.#turn) return;
    this.failure = this.#signing.error;
    this.#signing.error = '';
    this.opening = false;
  };

  async #open(shop = this.shop || lastShop()): Promise<PageTill | undefined> {
    if (!shop) return undefined;
    if (this.till && this.held && shop === this.#shopName) return this.till;
    const turn = this.#turn;
    try {
      // A page has room for few tills, so this lets the other shop's be closed.
      this.#letGo();
      const till = await sharedTill(this.server || location.origin, shop);
      otherWork.begin({ server: new URL(this.server || location.origin, location.href).origin, shop });
      if (turn !== this.#turn) return letTillGo(till);
      this.till = till;
      this.held = holdCart(till, shop);
      this.#shopName = shop;
      return till;
    } catch (error) {
      this.#signing.error = openingWords(error);
      return undefined;
    }
  }

  /** Lets go of the till that was shown until now. */
  #letGo(): void {
    this.held?.[Symbol.dispose]();
    this.held = undefined;
    if (this.till) letTillGo(this.till);
    this.till = undefined;
  }

  /** A cashier who returns begins at the top of the screen. */
  #lockedOrNot(): void {
    const isLocked = this.#lock.value?.kind === 'locked';
    if (isLocked && !this.#wasLocked) takeRefusalAway();
    if (!isLocked && this.#wasLocked && this.#session.value) void this.#focusHeading();
    this.#wasLocked = isLocked;
  }

  #touched = (): void => scanTurn.used(this);

  /** Takes a code that was scanned in the till, or in a page that hands its keys over, or refuses it in words. */
  takeScan(code: string): void {
    this.till?.used();
    giveScan(code, this, this.page, this.#lock.value?.kind ?? 'signed-out');
  }

  #signInAgain = (): void => {
    this.#signing.error = '';
    void this.signInDialog.show();
  };

  #leave = async ({ removes }: LeaveEvent): Promise<void> => {
    const told = (words: string) => (this.#signing.error = words);
    await orSay(() => this.till?.signOut(), told);
    if (removes) this.#remove();
  };

  /** The removal itself tells its progress. */
  #remove = (): void => {
    if (this.till) void this.#removal.run(this.till);
  };

  #go = ({ screen, show }: GoEvent): void => {
    const isOther = screen !== this.screen;
    this.screen = screen;
    this.show = show;
    this.#showScreen();
    if (isOther) void this.#focusHeading();
  };

  #showScreen(): void {
    this.#screens.open(this.screen);
  }

  /** Puts the focus where a screen reader goes on: the menu entry that had it is gone. */
  async #focusHeading(): Promise<void> {
    await this.#screens.settled(this.screen);
    await this.updateComplete;
    const page = this.renderRoot.querySelector<LitElement>('.screen > *');
    await page?.updateComplete;
    const heading = page?.renderRoot.querySelector('h1');
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  #isCartEmpty(): boolean {
    const draft = this.#draft.value;
    return draft === undefined || isEmpty(draft);
  }

  #unsent(): string {
    const safety = this.#safety.value;
    return safety ? unsentWords(safety.unsent) : '';
  }
}
