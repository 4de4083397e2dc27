import { css } from 'lit';

export const barStyles = css`
  :host {
    position: relative;
    z-index: 4;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 8px 16px;
    padding: 8px 16px;
    background: var(--_surface);
    border-bottom: 1px solid var(--_line);
  }
  .shop {
    display: grid;
    line-height: 1.2;
    min-width: 0;
  }
  .shop strong,
  .shop small {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .shop small {
    color: var(--_soft);
    font-size: calc(12 * var(--_px));
  }
  .state {
    margin-inline-start: auto;
    display: flex;
    align-items: center;
    gap: 8px 16px;
    min-width: 0;
  }
  tide-sync-press {
    min-width: 0;
  }
  .unsent {
    padding: 0 14px;
    border-color: var(--_warn);
    color: var(--_warn);
    font-size: calc(14 * var(--_px));
    text-wrap: balance;
    line-height: 1.2;
  }
  .unsent.bad {
    border-color: var(--_bad);
    color: var(--_bad);
  }
  nav {
    flex: none;
  }
  /* Below the bar, at its end: where the bar has two lines, its button is at the beginning of the second. */
  .menu {
    position: absolute;
    inset-inline-end: 8px;
    top: calc(100% - 4px);
    z-index: 5;
    min-width: 220px;
    padding: 8px;
    display: grid;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: 12px;
    box-shadow: 0 12px 32px rgb(0 0 0 / 0.18);
  }
  .menu button {
    text-align: start;
    border: 0;
    min-height: 48px;
  }
  .menu button:hover,
  .menu button:focus-visible {
    background: var(--_tint);
  }
  .menu .here {
    font-weight: 650;
    color: var(--_accent);
  }
  .menu .apart {
    margin-top: 8px;
    border-top: 1px solid var(--_line);
    border-radius: 0 0 10px 10px;
  }
  .trouble {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 16px;
    margin: 0;
    padding: 6px 16px;
    min-height: 44px;
    background: var(--_surface);
    border-bottom: 1px solid currentColor;
    font-size: calc(15 * var(--_px));
    color: var(--_warn);
  }
  .trouble.bad {
    color: var(--_bad);
  }
  .trouble span {
    overflow-wrap: anywhere;
  }
  .trouble button {
    flex: none;
  }
  @media (max-width: 640px) {
    .bar {
      padding: 8px;
      gap: 8px;
      flex-wrap: wrap;
    }
    .shop {
      flex: 1;
    }
    .shop strong {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
      font-size: calc(14 * var(--_px));
      white-space: normal;
    }
    .shop small {
      display: none;
    }
    .state {
      display: contents;
    }
    .unsent {
      order: 1;
      flex: 1 0 100%;
    }
    .menu-button {
      padding: 0 12px;
    }
  }
`;
