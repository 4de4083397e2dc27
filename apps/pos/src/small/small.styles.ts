import { css } from 'lit';

export const smallStyles = css`
  :host {
    color-scheme: light dark;
  }
  .root {
    margin: 0;
  }
  .wrong {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 8px 12px;
    border: 1px solid var(--_bad);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .quiet {
    color: var(--_soft);
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .panel {
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    padding: 12px;
  }
`;
