/** Types a code as a scanner does, where the focus is: so a dialog of the till keeps it out, as it does any scan. */
export function typeCode(code: string): void {
  const target = focused();
  for (const key of [...code, 'Enter'])
    target.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
    );
}

function focused(): Element {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active ?? document.body;
}
