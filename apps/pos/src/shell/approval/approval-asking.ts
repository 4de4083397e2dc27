import type { SessionResponse } from '@tidemark/protocol';
import type { PageTill } from '@tidemark/till/page';
import { html, type LitElement } from 'lit';
import { orSay } from '../../page/or-say.ts';
import type { TideApprovalSheet } from './approval-sheet.ts';
import type { AskApprovalEvent } from './ask-approval-event.ts';

/** Shows the sheet that asks for an approval, wherever in the host it is wanted. */
export class ApprovalAsking {
  readonly #host: LitElement;

  constructor(host: LitElement) {
    this.#host = host;
  }

  /** The sheet is loaded when somebody needs it: nothing that is shown first does. */
  readonly ask = async (asked: AskApprovalEvent): Promise<void> => {
    asked.preventDefault();
    const act = async () => {
      await import('./approval-sheet.ts');
      await this.#host.renderRoot.querySelector<TideApprovalSheet>('tide-approval-sheet')?.ask(asked);
    };
    await orSay(act, () => asked.give(undefined));
  };

  sheet(till: PageTill | undefined, session: SessionResponse) {
    return html`<tide-approval-sheet .till=${till} .session=${session}></tide-approval-sheet>`;
  }
}
