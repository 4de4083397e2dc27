import type { SignInEvent } from '@tidemark/elements/events';
import { TideSignInForm } from '@tidemark/elements/sign-in/sign-in-form';
import type { PageTill } from '@tidemark/till/page';
import { html } from 'lit';
import { notSignedInWords, signInFailedWords } from '../shell/sign-in/sign-in-words.ts';

/** The sign-in of an element that shows nothing of a till without one. */
export function whoSignsIn(till: PageTill, shop: string) {
  return html`<div class="root panel">
    <tide-sign-in-form plain .shop=${shop} .shopFixed=${true} @sign-in=${signIn(till)}></tide-sign-in-form>
  </div>`;
}

function signIn(till: PageTill) {
  return async (event: SignInEvent): Promise<void> => {
    // The event holds the PIN, and no other code may see it.
    event.stopPropagation();
    const form = event.currentTarget;
    if (!(form instanceof TideSignInForm) || form.busy) return;
    form.busy = true;
    try {
      const result = await till.signIn(event.staff, event.pin);
      form.error = notSignedInWords(result);
    } catch (error) {
      form.error = signInFailedWords(error);
    } finally {
      form.busy = false;
    }
  };
}
