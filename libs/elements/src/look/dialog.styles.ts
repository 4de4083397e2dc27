import { css } from 'lit';

/** A native dialog, as every element shows one: a card, and on a phone a sheet from below. */
export const dialogStyles = css`
  dialog {
    border: 0;
    border-radius: 18px;
    padding: 0;
    width: min(480px, calc(100vw - 32px));
    max-height: min(92dvh, 900px);
    background: var(--_surface);
    color: var(--_text);
    overflow: auto;
    overscroll-behavior: contain;
    scroll-padding-top: 68px;
  }
  dialog.wide {
    width: min(640px, calc(100vw - 32px));
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.5);
  }
  /* It stays where it is: a long dialog can be closed from anywhere. */
  dialog .head {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--_surface);
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    padding: 14px 12px 6px 20px;
  }
  dialog h2 {
    margin: 0;
    font-size: calc(20 * var(--_px));
    overflow-wrap: anywhere;
  }
  dialog h3 {
    margin: 16px 0 6px;
    font-size: calc(15 * var(--_px));
  }
  dialog .body {
    padding: 4px 20px 20px;
  }
  .close {
    flex: none;
    width: 44px;
    padding: 0;
    font-size: calc(22 * var(--_px));
    border-color: transparent;
    background: none;
  }
  .row {
    display: flex;
    gap: 12px;
    flex-wrap: wrap;
    justify-content: flex-end;
    margin-top: 18px;
  }
  .row > button {
    flex: 1 1 auto;
  }
  @media (max-width: 480px) {
    dialog,
    dialog.wide {
      width: 100%;
      max-width: 100%;
      max-height: 94dvh;
      margin: auto 0 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
    }
    dialog .body {
      padding-bottom: calc(16px + env(safe-area-inset-bottom));
    }
  }
`;

/** Labelled fields, and words about them. */
export const fieldStyles = css`
  .fields {
    display: grid;
    gap: 12px;
  }
  .fields.two {
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
  }
  label {
    display: grid;
    gap: 6px;
    font-size: calc(14 * var(--_px));
    font-weight: 550;
  }
  label input,
  label textarea,
  label select {
    font-size: calc(16 * var(--_px));
    font-weight: 400;
  }
  input[type='file'] {
    padding: 10px 14px;
  }
  textarea,
  select {
    font: inherit;
    color: inherit;
    width: 100%;
    min-height: 48px;
    padding: 10px 14px;
    border: 1px solid var(--_line);
    border-radius: 10px;
    background: var(--_surface);
  }
  textarea {
    min-height: 84px;
    resize: vertical;
  }
  .soft {
    color: var(--_soft);
    font-size: calc(14 * var(--_px));
  }
  .bad {
    color: var(--_bad);
  }
  .good {
    color: var(--_good);
  }
  .warn {
    color: var(--_warn);
  }
  p {
    margin: 0 0 10px;
    overflow-wrap: anywhere;
  }
  .trouble {
    margin: 12px 0 0;
    padding: 10px 14px;
    border: 1px solid var(--_bad);
    border-radius: 10px;
    color: var(--_bad);
  }
`;

/** A choice of one among few, as buttons side by side. */
export const choiceStyles = css`
  .choice {
    display: flex;
    gap: 8px;
    flex-wrap: wrap;
  }
  .choice > button {
    flex: 1 1 auto;
    padding: 0 12px;
  }
  .choice > button[aria-pressed='true'] {
    background: var(--_tint);
    border-color: var(--_accent);
    color: var(--_accent);
    font-weight: 600;
  }
`;
