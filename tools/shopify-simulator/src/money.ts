export function cents(amount: string): number {
  return Math.round(Number(amount) * 100);
}

export function decimal(value: number): string {
  return (value / 100).toFixed(2);
}

export function money(value: number, currencyCode: string) {
  return { __typename: 'MoneyV2', amount: decimal(value), currencyCode };
}

export function moneyBag(value: number, currencyCode: string) {
  return {
    __typename: 'MoneyBag',
    shopMoney: money(value, currencyCode),
    presentmentMoney: money(value, currencyCode),
  };
}
