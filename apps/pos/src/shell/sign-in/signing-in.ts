import type { SignInEvent } from '@tidemark/elements/events';
import type { NameAndPin } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import type { LitElement, ReactiveController } from 'lit';
import { Enrolment, type Who } from './enrolment.ts';
import { isUnapproved, notSignedInWords, signInFailedWords } from './sign-in-words.ts';

interface SigningInParts {
  /** Opens the till of a shop; undefined: it cannot be opened, and the error says why. */
  readonly open: (shop: string) => Promise<PageTill | undefined>;
  readonly isSignedIn: () => boolean;
  /** `isAgain`: somebody was signed in before. */
  readonly began: (shop: string, isAgain: boolean) => void;
}

/** Signs people in at a till, and says what is wrong; asks for an approval where the browser is no till yet. */
export class SigningIn implements ReactiveController {
  readonly #host: LitElement;
  readonly #parts: SigningInParts;
  readonly #enrolment: Enrolment;
  #error = '';
  #isBusy = false;

  constructor(host: LitElement, parts: SigningInParts) {
    this.#host = host;
    this.#parts = parts;
    this.#enrolment = new Enrolment(host);
    host.addController(this);
  }

  /** Nothing outlives the host. */
  hostDisconnected(): void {
    this.#enrolment.end();
  }

  get busy(): boolean {
    return this.#isBusy;
  }

  get error(): string {
    return this.#error;
  }

  set error(words: string) {
    this.#error = words;
    this.#host.requestUpdate();
  }

  /** What is said beside the form; the dialog that asks for an approval says its own. */
  get formError(): string {
    return this.#enrolment.isOpen ? '' : this.#error;
  }

  begin = (event: SignInEvent): Promise<void> => this.#signIn(event);

  /** The dialog that asks for an approval, while it is needed. */
  dialog() {
    return this.#enrolment.render({
      ...{ error: this.#error, busy: this.#isBusy },
      signIn: (who, approval) => void this.#signIn(who, approval),
    });
  }

  async #signIn(who: Who, approval?: NameAndPin): Promise<void> {
    if (this.#isBusy) return;
    const { open, isSignedIn, began } = this.#parts;
    const { staff, pin } = who;
    const shop = who.shop.toLowerCase();
    const isAgain = isSignedIn();
    this.#isBusy = true;
    this.error = '';
    try {
      const till = await open(shop);
      const result = await till?.signIn(staff, pin, approval);
      if (!result) return;
      // The dialog says what the first refusal says.
      if (isUnapproved(result) && !approval) return await this.#enrolment.ask(who);
      this.error = notSignedInWords(result);
      if (result.kind !== 'signed-in') return;
      this.#enrolment.end();
      began(shop, isAgain);
    } catch (error) {
      this.error = signInFailedWords(error);
    } finally {
      this.#isBusy = false;
      this.#host.requestUpdate();
    }
  }
}
