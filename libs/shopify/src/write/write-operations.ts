import { z } from 'zod';
import { operation } from '../operation.ts';
import * as shapes from '../read/shapes.ts';

const errors = z.array(shapes.writeError);
const reference = z.object({ id: z.string() });

/** Mutations and look-ups for what tills did. A test checks each against the official schema. */
export const writeOperations = {
  saleIdDefinition: operation(
    'sale-id-definition',
    z
      .object({ metafieldDefinition: z.object({ type: z.object({ name: z.string() }) }).nullable() })
      .transform(each => each.metafieldDefinition?.type.name),
  ),
  defineSaleId: operation(
    'define-sale-id',
    z
      .object({ metafieldDefinitionCreate: z.object({ userErrors: errors }) })
      .transform(each => each.metafieldDefinitionCreate.userErrors),
  ),
  orderOfSale: operation(
    'order-of-sale',
    z
      .object({ orderByIdentifier: shapes.acceptedOrder.nullable() })
      .transform(each => each.orderByIdentifier),
  ),
  orderPlacement: operation(
    'order-placement',
    z.object({ order: shapes.orderPlacement.nullable() }).transform(each => each.order),
  ),
  createOrder: operation(
    'create-order',
    z
      .object({ orderCreate: z.object({ order: shapes.acceptedOrder.nullable(), userErrors: errors }) })
      .transform(each => each.orderCreate),
  ),
  createCustomer: operation(
    'create-customer',
    z
      .object({ customerCreate: z.object({ customer: reference.nullable(), userErrors: errors }) })
      .transform(each => each.customerCreate),
  ),
  updateCustomer: operation(
    'update-customer',
    z
      .object({ customerUpdate: z.object({ customer: reference.nullable(), userErrors: errors }) })
      .transform(each => each.customerUpdate),
  ),
  customerWith: operation(
    'customer-with',
    z
      .object({ customerByIdentifier: shapes.namedCustomer.nullable() })
      .transform(each => each.customerByIdentifier),
  ),
  customersTagged: operation(
    'customers-tagged',
    z.object({ customers: z.object({ nodes: z.array(reference) }) }).transform(each => each.customers.nodes),
  ),
  defaultAddress: operation(
    'default-address',
    z
      .object({ customer: z.object({ defaultAddress: shapes.knownAddress.nullish() }).nullable() })
      .transform(each => each.customer?.defaultAddress ?? undefined),
  ),
  createAddress: operation(
    'create-address',
    z
      .object({ customerAddressCreate: z.object({ userErrors: errors }) })
      .transform(each => each.customerAddressCreate),
  ),
  updateAddress: operation(
    'update-address',
    z
      .object({ customerAddressUpdate: z.object({ userErrors: errors }) })
      .transform(each => each.customerAddressUpdate),
  ),
  deleteAddress: operation(
    'delete-address',
    z
      .object({ customerAddressDelete: z.object({ userErrors: errors }) })
      .transform(each => each.customerAddressDelete),
  ),
  adjustStock: operation(
    'adjust-stock',
    z
      .object({ inventoryAdjustQuantities: z.object({ userErrors: errors }) })
      .transform(each => each.inventoryAdjustQuantities),
  ),
} as const;
