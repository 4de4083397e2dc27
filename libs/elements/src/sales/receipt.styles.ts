import { css } from 'lit';

/** A receipt as paper shows it: dark on white, also in a dark page, 72 mm wide. */
export const receiptStyles = css`
  :host {
    display: block;
    color-scheme: light;
  }
  .root {
    width: 72mm;
    max-width: 100%;
    margin: 0 auto;
    padding: 4mm 2mm;
    background: #fff;
    color: #000;
    font-size: calc(13 * var(--_px));
    line-height: 1.35;
  }
  h3 {
    margin: 0 0 2px;
    font-size: calc(17 * var(--_px));
    text-align: center;
  }
  .centre {
    text-align: center;
    margin: 0;
  }
  .rule {
    border: 0;
    border-top: 1px dashed #000;
    margin: 8px 0;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  td,
  th {
    padding: 1px 0;
    vertical-align: top;
    text-align: start;
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  td:last-child {
    text-align: end;
    white-space: nowrap;
    padding-inline-start: 8px;
  }
  .small td,
  .small th {
    font-size: calc(12 * var(--_px));
  }
  .total th,
  .total td {
    font-size: calc(17 * var(--_px));
    font-weight: 700;
    padding: 4px 0;
  }
`;
