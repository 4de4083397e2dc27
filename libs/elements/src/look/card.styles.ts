import { css } from 'lit';

/** A heading, and below it a framed `section`. */
export const card = css`
  section {
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    padding: 16px;
    margin-bottom: 24px;
  }
  h2 {
    font-size: calc(18 * var(--_px));
    margin: 0 0 10px;
  }
`;
