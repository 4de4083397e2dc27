import { css } from 'lit';

/** The sell page: a side panel for the cart where there is room, a sheet on a phone. */
export const sellStyles = css`
  :host {
    height: 100%;
    min-height: 0;
  }
  .page {
    height: 100%;
    display: grid;
    grid-template-columns: minmax(0, 1fr) 360px;
    min-height: 0;
  }
  .find {
    display: flex;
    flex-direction: column;
    min-height: 0;
    padding: 16px 16px 0;
  }
  .find tide-product-grid {
    flex: 1;
  }
  .count {
    margin: 8px 4px;
    color: var(--_soft);
    font-size: 14px;
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
  .notice,
  .missing {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 12px;
    margin: 10px 0 0;
    padding: 8px 8px 8px 16px;
    border-radius: var(--_radius);
    background: var(--_tint);
  }
  .missing {
    align-items: start;
    background: var(--_surface);
    border: 2px solid var(--_bad);
    padding: 12px 8px 12px 16px;
  }
  .missing p {
    margin: 4px 0 0;
  }
  .missing button {
    flex: none;
    width: 44px;
    padding: 0;
  }
  dialog {
    border: 0;
    border-radius: 16px;
    padding: 20px;
    width: min(480px, calc(100vw - 32px));
    max-height: 80vh;
    background: var(--_surface);
    color: var(--_text);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.45);
  }
  dialog h2 {
    margin: 0 0 12px;
    font-size: 20px;
  }
  dialog ul {
    list-style: none;
    padding: 0;
    margin: 0 0 12px;
    display: grid;
    gap: 8px;
  }
  dialog li button {
    width: 100%;
    min-height: 52px;
    display: flex;
    justify-content: space-between;
    gap: 12px;
    align-items: center;
    text-align: start;
  }
  @media (max-width: 760px) {
    .page {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) auto;
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
    .page {
      position: relative;
    }
    .basket {
      display: block;
      margin: 10px 16px calc(12px + env(safe-area-inset-bottom));
      min-height: 54px;
      font-size: 17px;
    }
  }
`;
