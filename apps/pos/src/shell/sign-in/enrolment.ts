import type { SignInEvent } from '@tidemark/elements/events';
import type { NameAndPin } from '@tidemark/till';
import { html, nothing, type LitElement, type ReactiveController } from 'lit';
import type { EnrolEvent, TideEnrolDialog } from './enrol-dialog.ts';

/** What a person typed to sign in. */
export type Who = Pick<SignInEvent, 'shop' | 'staff' | 'pin'>;

interface EnrolmentState {
  readonly error: string;
  readonly busy: boolean;
  readonly signIn: (who: Who, approval: NameAndPin) => void;
}

/** Asks for somebody who lets this browser become a till, while a person wants to sign in who may not do so alone. */
export class Enrolment implements ReactiveController {
  readonly #host: LitElement;
  /** Kept only while the dialog is open. */
  #who: Who | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  get isOpen(): boolean {
    return this.#who !== undefined;
  }

  hostDisconnected(): void {
    this.end();
  }

  end = (): void => {
    this.#who = undefined;
    this.#host.requestUpdate();
  };

  /** The dialog is loaded when somebody needs it. */
  async ask(who: Who): Promise<void> {
    this.#who = who;
    this.#host.requestUpdate();
    await import('./enrol-dialog.ts');
    await this.#host.updateComplete;
    await this.#host.renderRoot.querySelector<TideEnrolDialog>('tide-enrol-dialog')?.show();
  }

  render({ error, busy, signIn }: EnrolmentState) {
    const who = this.#who;
    if (!who) return nothing;
    return html`<tide-enrol-dialog
      .shop=${who.shop}
      .error=${error}
      .busy=${busy}
      @enrol=${({ approval }: EnrolEvent) => signIn(who, approval)}
      @enrol-closed=${this.end}
    ></tide-enrol-dialog>`;
  }
}
