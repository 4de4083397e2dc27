import { css } from 'lit';

export const stockStyles = css`
  :host {
    height: 100%;
    min-height: 0;
  }
  .page {
    height: 100%;
    display: grid;
    grid-template-columns: minmax(0, 1fr) 368px;
    /* All of the height, though closed dialogs are rows too. */
    grid-template-rows: minmax(0, 1fr);
    min-height: 0;
  }
  .find {
    display: flex;
    flex-direction: column;
    min-height: 0;
    padding: 16px 16px 0;
  }
  h1 {
    font-size: calc(26 * var(--_px));
    margin: 4px 0 12px;
  }
  tide-product-finder {
    flex: 1;
  }
  aside {
    background: var(--_surface);
    border-inline-start: 1px solid var(--_line);
    padding: 16px;
    overflow-y: auto;
  }
  h2 {
    margin: 0 0 8px;
    font-size: calc(18 * var(--_px));
  }
  .said {
    margin: 10px 0 0;
    padding: 10px 16px;
    border-radius: var(--_radius);
    background: var(--_tint);
  }
  .choice {
    margin-bottom: 8px;
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 2px 12px;
    padding: 10px 0;
    border-bottom: 1px solid var(--_line);
  }
  .what {
    grid-column: 1 / -1;
  }
  li > span,
  .what {
    overflow-wrap: anywhere;
  }
  small {
    color: var(--_soft);
    font-size: calc(13 * var(--_px));
  }
  small.good {
    color: var(--_good);
  }
  small.wait {
    color: var(--_warn);
  }
  small.bad {
    color: var(--_bad);
  }
  .decide {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 6px;
  }
  @media (max-width: 760px) {
    .page {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) auto;
    }
    .find {
      padding: 12px 12px 0;
    }
    h1 {
      font-size: calc(22 * var(--_px));
      margin-bottom: 8px;
    }
    aside {
      max-height: 32dvh;
      border-inline-start: 0;
      border-top: 1px solid var(--_line);
    }
  }
`;
