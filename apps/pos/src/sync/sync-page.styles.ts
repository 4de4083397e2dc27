import { css } from 'lit';

export const syncStyles = css`
  :host {
    height: 100%;
    overflow-y: auto;
  }
  .root {
    max-width: 1080px;
    margin: 0 auto;
    padding: 20px 16px 48px;
  }
  h1 {
    font-size: calc(26 * var(--_px));
    margin: 4px 0 16px;
  }
  .actions {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: 12px;
    margin-bottom: 16px;
  }
  .actions div {
    display: grid;
    gap: 8px;
    align-content: space-between;
    padding: 16px;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  .actions p {
    margin: 0;
    color: var(--_soft);
    font-size: calc(14 * var(--_px));
  }
  .actions button {
    width: 100%;
  }
  @media (max-width: 1000px) {
    .actions {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  @media (max-width: 520px) {
    .actions {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  .till-id {
    margin: 20px 0 0;
    color: var(--_soft);
    font-size: calc(14 * var(--_px));
    overflow-wrap: anywhere;
  }
  .said {
    min-height: 24px;
    margin: 0 0 20px;
  }
  dialog {
    border: 0;
    border-radius: 16px;
    padding: 24px;
    max-width: 440px;
    background: var(--_surface);
    color: var(--_text);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.45);
  }
  dialog h2 {
    margin: 0 0 8px;
  }
  .row {
    display: flex;
    gap: 12px;
    justify-content: flex-end;
    flex-wrap: wrap;
    margin-top: 20px;
  }
  progress {
    width: 100%;
    accent-color: var(--_accent);
  }
`;
