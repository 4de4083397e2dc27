import { css } from 'lit';

export const finderStyles = css`
  :host {
    height: 100%;
    min-height: 0;
  }
  .finder {
    height: 100%;
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  tide-product-grid {
    flex: 1;
  }
  /* Of many scans that found nothing, the newest are seen and the others scrolled to: the products keep their room. */
  .finder > .live {
    flex: none;
    max-height: 50%;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .count {
    margin: 8px 4px;
    color: var(--_soft);
    font-size: calc(14 * var(--_px));
  }
  /* A code may be a long web address. */
  .notice,
  .missing,
  .count {
    overflow-wrap: anywhere;
  }
  .notice,
  .missing {
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
  .missing {
    align-items: start;
    background: var(--_surface);
    border: 2px solid var(--_bad);
    padding: 12px 8px 12px 16px;
  }
  .missing p {
    margin: 4px 0 0;
  }
  .missing .act {
    min-height: 44px;
    margin-top: 8px;
  }
  .missing .close {
    flex: none;
    width: 44px;
    padding: 0;
  }
`;
