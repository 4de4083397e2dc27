import type { CartLine } from '@tidemark/elements';
import type { Sellable } from '@tidemark/till';

/** The cart with one more of a variant. */
export function withOneMore(lines: readonly CartLine[], { product, variant }: Sellable): CartLine[] {
  const known = lines.find(line => line.variantId === variant.id);
  if (known) return withQuantity(lines, variant.id, known.quantity + 1);
  const detail = product.variants.length > 1 ? variant.title : (variant.sku ?? '');
  return [
    ...lines,
    { variantId: variant.id, title: product.title, detail, price: variant.price, quantity: 1 },
  ];
}

/** The cart with another quantity of a line; 0 takes it away. */
export function withQuantity(lines: readonly CartLine[], variantId: string, quantity: number): CartLine[] {
  if (quantity <= 0) return lines.filter(line => line.variantId !== variantId);
  return lines.map(line => (line.variantId === variantId ? { ...line, quantity } : line));
}

/** What was kept of a cart; nothing where it cannot be read. */
export function readCart(text: string | null): CartLine[] {
  if (text === null) return [];
  try {
    const lines: unknown = JSON.parse(text);
    return Array.isArray(lines) ? lines.filter(isLine) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function isLine(line: unknown): line is CartLine {
  const { variantId, title, detail, price, quantity } = (line ?? {}) as Record<string, unknown>;
  return (
    [variantId, title, detail].every(each => typeof each === 'string') &&
    Number.isSafeInteger(price) &&
    Number.isSafeInteger(quantity)
  );
}
