import { css } from 'lit';

/** The search field with the days beside it, or below it on a phone. */
export const ordersPageStyles = css`
  .tools > input {
    flex: 2 1 260px;
  }
  .days {
    display: flex;
    flex: 1 1 300px;
    gap: 10px;
    align-items: center;
  }
  .day {
    display: flex;
    flex: 1 1 0;
    min-width: 0;
    align-items: center;
    gap: 6px;
  }
  .day input {
    flex: 1;
    min-width: 0;
    padding: 0 8px;
  }
  .days .all {
    flex: none;
    width: 44px;
    padding: 0;
    font-size: calc(22 * var(--_px));
  }
  .said:empty {
    display: none;
  }
  @media (max-width: 480px) {
    .days {
      align-items: end;
      gap: 6px;
    }
    .day {
      display: grid;
      gap: 2px;
    }
    .day input {
      padding: 0 4px 0 8px;
    }
  }
`;
