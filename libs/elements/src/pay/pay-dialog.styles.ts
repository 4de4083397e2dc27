import { css } from 'lit';

export const payStyles = css`
  .due {
    display: grid;
    justify-items: center;
    gap: 2px;
    padding: 4px 0 12px;
    text-align: center;
  }
  .due strong {
    font-size: clamp(calc(36 * var(--_px)), 9vw, calc(48 * var(--_px)));
    line-height: 1.1;
    letter-spacing: -0.01em;
  }
  .taxes {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0 14px;
    margin: 0;
    padding: 0;
    list-style: none;
    color: var(--_soft);
    font-size: calc(14 * var(--_px));
  }
  .tenders {
    list-style: none;
    margin: 0 0 12px;
    padding: 0;
    border-block: 1px solid var(--_line);
  }
  .tenders li {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 48px;
  }
  .tenders span:first-child {
    flex: 1;
  }
  .entry {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 12px;
    margin: 12px 0 10px;
    padding: 10px 16px;
    border: 1px solid var(--_line);
    border-radius: 12px;
    background: var(--_ground);
  }
  .entry b {
    font-size: calc(24 * var(--_px));
  }
  .entry .typed {
    color: var(--_text);
  }
  .entry .offered {
    color: var(--_soft);
  }
  .quick {
    margin-bottom: 10px;
  }
  .quick > button {
    flex: 1 1 76px;
    min-height: 48px;
    padding: 0 8px;
    white-space: nowrap;
  }
  .foot {
    position: sticky;
    bottom: 0;
    margin: 0 -20px;
    padding: 2px 20px calc(16px + env(safe-area-inset-bottom));
    background: var(--_surface);
  }
  dialog .body {
    padding-bottom: 0;
  }
  .change {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    min-height: 8px;
    margin: 10px 0 8px;
    font-size: calc(18 * var(--_px));
  }
  .change b {
    font-size: calc(24 * var(--_px));
  }
  .take {
    width: 100%;
    min-height: 58px;
    font-size: calc(19 * var(--_px));
  }
  tide-keypad {
    margin-top: 12px;
  }
  .trouble {
    margin: 0 0 12px;
  }
  /* Low and wide, as a tablet lies: the keypad beside the rest. */
  @media (min-width: 760px) and (max-height: 860px) {
    dialog {
      width: min(760px, calc(100vw - 32px));
    }
    dialog .body {
      display: grid;
      grid-template-columns: 1fr 1fr;
      grid-template-rows: repeat(4, auto) 1fr auto;
      column-gap: 24px;
    }
    dialog .body > * {
      grid-column: 1;
    }
    dialog .body > tide-keypad {
      grid-column: 2;
      grid-row: 1 / span 5;
      align-self: end;
    }
    dialog .body > .foot {
      grid-column: 1 / -1;
      grid-row: 6;
    }
  }
`;
