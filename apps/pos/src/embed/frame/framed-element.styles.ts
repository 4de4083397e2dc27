import { css } from 'lit';

export const framedStyles = css`
  :host {
    color-scheme: light dark;
    position: relative;
  }
  iframe {
    display: block;
    border: 0;
    width: 100%;
    color-scheme: light dark;
  }
  iframe.fills {
    height: 100%;
  }
  iframe.grows {
    height: 64px;
  }
  iframe.wraps {
    width: 180px;
    height: 48px;
    max-width: 100%;
  }
  iframe.silent {
    visibility: hidden;
    position: absolute;
    inset: 0;
  }
  .wrong {
    padding: 12px 16px;
    border: 1px solid var(--_bad);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .wrong p {
    margin: 0 0 8px;
    overflow-wrap: anywhere;
  }
`;

/** Styles of an element within a line of the page's text. */
export const inlineStyles = css`
  :host {
    display: inline-block;
    vertical-align: middle;
  }
`;
