import { css } from 'lit';
import { textUnit } from './text-size.ts';

/** In CSS pixels: larger letters need higher rows. */
export const rowHeight = Math.round(76 * Math.max(1, textUnit));

/** A long list of equally high rows, each a button: only the visible ones are in the page. */
export const listStyles = css`
  :host {
    height: 100%;
    min-height: 0;
  }
  .scroll {
    height: 100%;
    overflow-y: auto;
    overscroll-behavior: contain;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  .space {
    position: relative;
  }
  .rows {
    position: absolute;
    inset-inline: 0;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .rows li {
    height: ${rowHeight}px;
    border-bottom: 1px solid var(--_line);
    contain: content;
  }
  .entry {
    width: 100%;
    height: 100%;
    display: grid;
    grid-template-columns: minmax(auto, 1fr) fit-content(60%);
    gap: 2px 16px;
    align-content: center;
    text-align: start;
    border: 0;
    border-radius: 0;
    background: none;
  }
  .entry:hover,
  .entry:focus-visible {
    background: var(--_tint);
  }
  .entry:focus-visible {
    outline-offset: -3px;
  }
  .entry span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .main {
    font-weight: 550;
  }
  .side {
    text-align: end;
    font-weight: 600;
  }
  .under {
    color: var(--_soft);
    font-size: calc(14 * var(--_px));
  }
  .whole {
    grid-column: 1 / -1;
  }
  .under.side {
    font-weight: 400;
  }
  .tone-good {
    color: var(--_good);
  }
  .tone-wait {
    color: var(--_warn);
  }
  .tone-bad {
    color: var(--_bad);
  }
  .empty {
    margin: 0;
    padding: 48px 24px;
    text-align: center;
    color: var(--_soft);
    overflow-wrap: anywhere;
  }
`;
