import type { Locator } from '@playwright/test';

const late = 'did not answer in time';

/**
 * Presses, and again as long as the form says that the shop was late: on a busy machine a till gives its server up, and then somebody
 * presses again. Returns when the form is gone, or says anything else.
 */
export async function pressUntilAnswered(form: Locator, press: () => Promise<void>): Promise<void> {
  do await press();
  while ((await answerOf(form)).includes(late));
}

/** What the form says; nothing where it is gone. */
async function answerOf(form: Locator): Promise<string> {
  for (;;) {
    const [said] = (await form.isVisible()) ? await form.getByRole('alert').allInnerTexts() : [''];
    if (said?.trim() || !(await form.isVisible())) return said ?? '';
    await form.page().waitForTimeout(50);
  }
}
