import { css } from 'lit';

export const cartStyles = css`
  :host {
    height: 100%;
  }
  .root {
    height: 100%;
    display: grid;
    grid-template-rows: auto auto 1fr auto;
    min-height: 0;
  }
  header {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 8px;
    padding: 8px 8px 8px 16px;
    border-bottom: 1px solid var(--_line);
    min-height: 61px;
  }
  h2 {
    margin: 0;
    font-size: calc(18 * var(--_px));
  }
  header div {
    display: flex;
  }
  header button {
    padding: 0 10px;
  }
  .customer {
    display: flex;
    align-items: center;
    padding: 8px;
    gap: 4px;
    border-bottom: 1px solid var(--_line);
  }
  .customer .chip {
    flex: 1;
    min-width: 0;
    text-align: start;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .customer .chip.chosen {
    background: var(--_tint);
    border-color: transparent;
    font-weight: 550;
  }
  .square {
    flex: none;
    width: 44px;
    padding: 0;
    font-size: calc(20 * var(--_px));
  }
  .lines {
    overflow-y: auto;
    min-height: 0;
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  li {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 2px 12px;
    padding: 12px 16px;
    border-bottom: 1px solid var(--_line);
    align-items: center;
  }
  .title {
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  .detail {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 4px;
    color: var(--_soft);
    font-size: calc(14 * var(--_px));
    overflow-wrap: anywhere;
  }
  .line-note {
    grid-column: 1 / -1;
    font-size: calc(14 * var(--_px));
    font-style: italic;
    overflow-wrap: anywhere;
  }
  .warning {
    grid-column: 1 / -1;
    color: var(--_warn);
    font-size: calc(14 * var(--_px));
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  .price-change {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin-top: 4px;
    padding: 8px 12px;
    border: 1px solid var(--_warn);
    border-radius: 10px;
  }
  .price-change > span {
    flex: 1 1 100%;
  }
  .price-change > button {
    flex: 1 1 auto;
    min-height: 44px;
  }
  .quantity {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  output {
    min-width: 32px;
    text-align: center;
  }
  .money {
    text-align: end;
    font-weight: 600;
  }
  .empty {
    color: var(--_soft);
    padding: 32px 24px;
    text-align: center;
    margin: 0;
  }
  footer {
    padding: 10px 16px calc(14px + env(safe-area-inset-bottom));
    border-top: 1px solid var(--_line);
  }
  .parts {
    display: flex;
    gap: 8px;
    margin: 0 -8px 4px;
  }
  .parts button {
    flex: 1;
    padding: 0 8px;
    color: var(--_accent);
  }
  .sum {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    margin: 0 0 4px;
    color: var(--_soft);
    font-size: calc(15 * var(--_px));
  }
  .sum.total {
    align-items: baseline;
    margin: 4px 0 12px;
    color: var(--_text);
    font-size: calc(21 * var(--_px));
    font-weight: 650;
  }
  .note {
    margin: 0 0 6px;
    font-size: calc(14 * var(--_px));
    color: var(--_soft);
    overflow-wrap: anywhere;
  }
  .pay {
    width: 100%;
    min-height: 56px;
    font-size: calc(18 * var(--_px));
  }
  .bad {
    color: var(--_bad);
    margin: 0 0 8px;
  }
`;
