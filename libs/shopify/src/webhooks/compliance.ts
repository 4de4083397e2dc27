/** What Shopify's compliance webhooks, and that of the app's removal, ask for. Ids alone: no e-mail address, no phone. */
export type ComplianceSubject =
  /** A customer is to be forgotten, with these orders; `customerId` is '' if the body does not say who. */
  | { readonly kind: 'redactCustomer'; readonly customerId: string; readonly orderIds: readonly string[] }
  /** A customer asks what is known of them. */
  | {
      readonly kind: 'customerRequest';
      readonly requestId: string;
      readonly customerId: string;
      readonly orderIds: readonly string[];
    }
  /** Everything of the shop is to be forgotten: 48 hours after the app left it. */
  | { readonly kind: 'redactShop' }
  | { readonly kind: 'uninstalled' };

/** What a webhook of this topic asks for; undefined for every other topic. `text` is undefined if it was not kept. */
export function complianceSubject(topic: string, text: string | undefined): ComplianceSubject | undefined {
  switch (topic) {
    case 'customers/redact': {
      const body = bodyOf(text);
      return {
        kind: 'redactCustomer',
        customerId: idOf(fieldsOf(body['customer'])['id']),
        orderIds: idsOf(body['orders_to_redact']),
      };
    }
    case 'customers/data_request': {
      const body = bodyOf(text);
      return {
        kind: 'customerRequest',
        requestId: idOf(fieldsOf(body['data_request'])['id']),
        customerId: idOf(fieldsOf(body['customer'])['id']),
        orderIds: idsOf(body['orders_requested']),
      };
    }
    case 'shop/redact':
      return { kind: 'redactShop' };
    case 'app/uninstalled':
      return { kind: 'uninstalled' };
    default:
      return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Numbers stay text, digit for digit: ids may exceed 2^53. */
function bodyOf(text: string | undefined): Fields {
  try {
    return fieldsOf(
      JSON.parse((text ?? '').replace(/^\uFEFF/, ''), keepDigits as (key: string, value: unknown) => unknown),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? value) : value;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function idsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? [...new Set(value.map(idOf))].filter(each => each !== '') : [];
}

/** Shopify's id; '' for anything else. */
function idOf(value: unknown): string {
  return typeof value === 'string' && /^\d{1,30}$/.test(value) ? value : '';
}
