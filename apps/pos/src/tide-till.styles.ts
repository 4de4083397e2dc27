import { css } from 'lit';

export const posStyles = css`
  :host {
    display: block;
    height: 100%;
    min-height: 480px;
    color-scheme: light dark;
    position: relative;
    overflow: hidden;
  }
  .root {
    height: 100%;
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    background: var(--_ground);
  }
  .filling {
    margin: 0;
    padding: 10px 16px;
    background: var(--_tint);
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    align-items: center;
  }
  progress {
    flex: 1 1 160px;
    max-width: 420px;
    accent-color: var(--_accent);
  }
  .screen {
    min-height: 0;
    overflow: hidden;
  }
  .opening {
    grid-row: 1 / -1;
    place-self: center;
    margin: 0;
    padding: 24px;
    max-width: 44em;
    overflow-wrap: anywhere;
    color: var(--_soft);
    font-size: calc(20 * var(--_px));
  }
  .wide {
    overflow-y: auto;
    grid-row: 1 / -1;
  }
  /* In the middle where there is room, and scrolled where there is none. */
  .wide > * {
    height: 100%;
  }
`;
