export function cents(amount: string): number {
  return Math.round(Number(amount) * 100);
}

export function decimal(value: number): string {
  return (value / 100).toFixed(2);
}

/** GraphQL's Decimal has as few decimals as possible, but at least one: "55.0". Variant prices have two. */
function shortDecimal(value: number): string {
  return decimal(value).replace(/0$/, '');
}

export function money(value: number, currencyCode: string) {
  return { __typename: 'MoneyV2', amount: shortDecimal(value), currencyCode };
}

export function moneyBag(value: number, currencyCode: string) {
  return {
    __typename: 'MoneyBag',
    shopMoney: money(value, currencyCode),
    presentmentMoney: money(value, currencyCode),
  };
}
