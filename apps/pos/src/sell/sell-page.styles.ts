import { css } from 'lit';

/** The sell page: a side panel for the cart where there is room, a sheet on a phone. */
export const sellStyles = css`
  :host {
    height: 100%;
    min-height: 0;
  }
  .page {
    position: relative;
    height: 100%;
    display: grid;
    grid-template-columns: minmax(0, 1fr) 368px;
    /* All of the height, though closed dialogs are rows too. */
    grid-template-rows: minmax(0, 1fr);
    min-height: 0;
  }
  .find {
    min-height: 0;
    padding: 16px 16px 0;
  }
  aside {
    background: var(--_surface);
    border-inline-start: 1px solid var(--_line);
    min-height: 0;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    margin: 0;
  }
  .basket {
    display: none;
  }
  .notice {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 12px;
    margin: 10px 0 0;
    padding: 8px 8px 8px 16px;
    min-height: 44px;
    border-radius: var(--_radius);
    background: var(--_tint);
  }
  .notice span {
    overflow-wrap: anywhere;
  }
  aside .notice {
    margin: 0;
    border-radius: 0;
  }
  @media (max-width: 760px) {
    .page {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) auto;
    }
    .find {
      padding: 12px 12px 0;
    }
    aside {
      display: none;
    }
    aside.open {
      display: block;
      position: absolute;
      inset: 0 0 76px 0;
      z-index: 2;
      border: 0;
    }
    .basket {
      display: block;
      margin: 10px 12px calc(12px + env(safe-area-inset-bottom));
      min-height: 54px;
      font-size: calc(17 * var(--_px));
    }
  }
`;
