/**
 * The unit of type sizes, in CSS pixels: a sixteenth of the text size that the reader chose in the browser, so 1 unless
 * they want larger letters. Elements cannot use `rem`: many themes set the root's size for their own purposes.
 */
export const textUnit = measured();

function measured(): number {
  if (typeof document === 'undefined') return 1;
  const probe = document.createElement('span');
  // `important`, so that no style of the surrounding page wins.
  probe.style.setProperty('font-size', 'medium', 'important');
  document.documentElement.append(probe);
  const size = Number.parseFloat(getComputedStyle(probe).fontSize);
  probe.remove();
  return size > 0 ? size / 16 : 1;
}
