import type { Locator } from '@playwright/test';

const late = 'did not answer in time';

/**
 * Presses, and presses again while the form says that the shop was late: on a busy machine a till stops waiting for its
 * server, and a person would press again. Returns when the form is gone, or says anything else.
 */
export async function pressUntilAnswered(form: Locator, press: () => Promise<void>): Promise<void> {
  do await press();
  while ((await answerOf(form)).includes(late));
}

/** The form's message; empty where the form is gone. */
async function answerOf(form: Locator): Promise<string> {
  for (;;) {
    const [said] = (await form.isVisible()) ? await form.getByRole('alert').allInnerTexts() : [''];
    if (said?.trim() || !(await form.isVisible())) return said ?? '';
    await form.page().waitForTimeout(50);
  }
}
