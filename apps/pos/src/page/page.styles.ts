import { css } from 'lit';

/** A page of the menu: a heading, something to search with, and a list that takes the remaining room. */
export const pageStyles = css`
  :host {
    height: 100%;
    min-height: 0;
  }
  .page {
    height: 100%;
    max-width: 1080px;
    margin: 0 auto;
    padding: 16px 16px 0;
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  h1 {
    font-size: calc(26 * var(--_px));
    margin: 4px 0 12px;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    margin-bottom: 12px;
  }
  .tools input {
    flex: 1 1 220px;
    width: auto;
    min-width: 0;
  }
  .list {
    flex: 1;
    min-height: 0;
    margin-bottom: 16px;
  }
  .said {
    margin: 0 0 10px;
  }
  @media (max-width: 480px) {
    .page {
      padding: 12px 12px 0;
    }
    h1 {
      font-size: calc(22 * var(--_px));
      margin-bottom: 8px;
    }
  }
`;
