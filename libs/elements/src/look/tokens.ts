import { css, unsafeCSS } from 'lit';
import { textUnit } from './text-size.ts';

/** Colours, spaces and type of every element. A page changes them by setting the `--tide-*` property on an element. */
export const tokens = css`
  :host {
    --_ground: var(--tide-ground, light-dark(#f4f6f5, #11171a));
    --_surface: var(--tide-surface, light-dark(#ffffff, #1a2226));
    --_line: var(--tide-line, light-dark(#d8dfdc, #2f3b41));
    --_text: var(--tide-text, light-dark(#17211f, #e8efec));
    --_soft: var(--tide-soft, light-dark(#53625e, #a5b5b0));
    --_accent: var(--tide-accent, light-dark(#0a6652, #5fd0b3));
    --_on-accent: var(--tide-on-accent, light-dark(#ffffff, #08211b));
    --_tint: var(--tide-tint, light-dark(#e2f1ec, #173630));
    --_good: var(--tide-good, light-dark(#187044, #63d297));
    --_warn: var(--tide-warn, light-dark(#8a5a00, #f0bd5b));
    --_bad: var(--tide-bad, light-dark(#b3261e, #ff9f95));
    /** Type is measured in it: it grows with the text size that is set in the browser. */
    --_px: ${unsafeCSS(textUnit)}px;
    --_radius: var(--tide-radius, 12px);
    --_font: var(--tide-font, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);
  }
`;

/** The styles that all elements share: a box that no style of the surrounding page reaches, buttons and fields. */
export const base = css`
  :host {
    display: block;
  }
  .root {
    font: 400 calc(16 * var(--_px))/1.4 var(--_font);
    color: var(--_text);
    letter-spacing: normal;
    word-spacing: normal;
    text-transform: none;
    text-align: start;
    text-indent: 0;
    white-space: normal;
    box-sizing: border-box;
    visibility: visible;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button,
  input {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  button {
    min-height: 44px;
    padding: 0 16px;
    border: 1px solid var(--_line);
    border-radius: 10px;
    background: var(--_surface);
    color: var(--_text);
    cursor: pointer;
    touch-action: manipulation;
  }
  button:hover {
    border-color: var(--_accent);
  }
  button:disabled,
  button[aria-disabled='true'] {
    opacity: 0.55;
    cursor: default;
  }
  button.primary {
    background: var(--_accent);
    border-color: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  button.quiet {
    background: none;
    border-color: transparent;
  }
  input {
    min-height: 48px;
    width: 100%;
    padding: 0 14px;
    border: 1px solid var(--_line);
    border-radius: 10px;
    background: var(--_surface);
  }
  ::placeholder {
    color: var(--_soft);
    opacity: 1;
  }
  :placeholder-shown {
    text-overflow: ellipsis;
  }
  :focus-visible {
    outline: 3px solid color-mix(in srgb, var(--_accent) 70%, transparent);
    outline-offset: 2px;
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .live:empty {
    position: absolute;
  }
  [hidden] {
    display: none !important;
  }
`;
