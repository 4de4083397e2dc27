import { badRequest } from '../api/bad-request.ts';
import { gid, idOf, typeOf } from '../shop/ids.ts';
import type { Nodes } from '../graphql/nodes.ts';
import { currentPublication, publications } from '../shop/publications.ts';
import type { LocationRecord } from '../shop/records.ts';
import type { ShopRules } from '../shop/rules.ts';
import type { Store } from '../shop/store.ts';
import { userError, type UserError } from '../api/user-errors.ts';

/** Maximum number of locations of a shop. */
const locationLimit = 200;

interface PlaceInput {
  readonly address1?: string;
  readonly address2?: string;
  readonly city?: string;
  readonly zip?: string;
  readonly countryCode?: string;
  readonly phone?: string;
}

interface LocationInput {
  readonly name?: string;
  readonly address?: PlaceInput;
  readonly fulfillsOnlineOrders?: boolean;
}

/** Mutations of locations. */
export function locationMutations(store: Store, nodes: Nodes) {
  const known = (id: string) => store.locations.get(idOf(id));
  const payload = (
    name: string,
    id: string | undefined,
    userErrors: UserError[],
    errorsField = 'userErrors',
  ) => ({
    __typename: `${name}Payload`,
    location: id === undefined ? null : nodes.byGid(gid('Location', id)),
    [errorsField]: userErrors,
  });
  const hasName = (name: string, ownId?: string) =>
    [...store.locations.values()].some(each => each.isActive && each.name === name && each.id !== ownId);
  const hasActiveName = ({ id, name }: LocationRecord) =>
    [...store.locations.values()].some(each => each.isActive && each.name === name && each.id !== id);
  const error = (of: string, message: string, code: string) =>
    userError(['locationId'], message, code, `Location${of}UserError`);

  return {
    locationAdd: ({ input: { name = '', address, fulfillsOnlineOrders } }: { input: LocationInput }) => {
      const message = !name.trim()
        ? "Name can't be blank"
        : hasName(name)
          ? 'You already have a location with this name'
          : store.locations.size >= locationLimit
            ? `You can only have ${locationLimit} locations`
            : '';
      if (message)
        return payload('LocationAdd', undefined, [
          userError(['input', 'name'], message, 'INVALID', 'LocationAddUserError'),
        ]);
      const now = store.now();
      const empty = { address1: '', city: '', zip: '', countryCode: store.shop.countryCode };
      const location: LocationRecord = {
        ...empty,
        ...address,
        id: store.newId(),
        name,
        isActive: true,
        fulfillsOnlineOrders: fulfillsOnlineOrders ?? true,
        createdAt: now,
        updatedAt: now,
      };
      store.saveLocation(location);
      return payload('LocationAdd', location.id, []);
    },
    locationEdit: ({ id, input }: { id: string; input: LocationInput }) => {
      const location = known(id);
      const errors = !location
        ? [userError(['id'], 'Location not found.', 'NOT_FOUND', 'LocationEditUserError')]
        : input.name !== undefined && hasName(input.name, location.id)
          ? [
              userError(
                ['input', 'name'],
                'You already have a location with this name',
                'TAKEN',
                'LocationEditUserError',
              ),
            ]
          : [];
      if (!location || errors.length > 0) return payload('LocationEdit', undefined, errors);
      const { address, ...fields } = input;
      store.saveLocation({ ...location, ...fields, ...address });
      return payload('LocationEdit', location.id, []);
    },
    locationActivate: ({ locationId }: { locationId: string }) => {
      const location = known(locationId);
      const field = 'locationActivateUserErrors';
      if (!location)
        return payload(
          'LocationActivate',
          undefined,
          [error('Activate', 'Location not found.', 'LOCATION_NOT_FOUND')],
          field,
        );
      if (!location.isActive && hasActiveName(location))
        return payload(
          'LocationActivate',
          location.id,
          [error('Activate', 'There is already an active location with this name.', 'HAS_NON_UNIQUE_NAME')],
          field,
        );
      const { deactivatedAt: _at, ...active } = location;
      if (!location.isActive) store.saveLocation({ ...active, isActive: true });
      return payload('LocationActivate', location.id, [], field);
    },
    /** Moves the location's stock to the destination; refused if it has stock and no destination is given. */
    locationDeactivate: (args: { locationId: string; destinationLocationId?: string | null }) => {
      const location = known(args.locationId);
      const target = args.destinationLocationId ? known(args.destinationLocationId) : undefined;
      const field = 'locationDeactivateUserErrors';
      const refuse = (message: string, code: string) =>
        payload('LocationDeactivate', location?.id, [error('Deactivate', message, code)], field);
      if (!location) return refuse('Location not found.', 'LOCATION_NOT_FOUND');
      if (args.destinationLocationId && !target?.isActive)
        return refuse(
          'Destination location not found or inactive.',
          'DESTINATION_LOCATION_NOT_FOUND_OR_INACTIVE',
        );
      if (target === location)
        return refuse('The destination is the same location.', 'DESTINATION_LOCATION_IS_THE_SAME_LOCATION');
      const stocked = [...store.levels.values()].filter(
        each => each.locationId === location.id && each.isActive && each.available !== 0,
      );
      if (stocked.length > 0 && !target)
        return refuse(
          'Location could not be deactivated without specifying where to relocate inventory stocked at the location.',
          'HAS_ACTIVE_INVENTORY_ERROR',
        );
      for (const { inventoryItemId, available } of target ? stocked : []) {
        const there = store.levels.get(`${inventoryItemId}@${target?.id}`)?.available ?? 0;
        store.setLevel(inventoryItemId, target?.id ?? '', { available: there + available, isActive: true });
        store.setLevel(inventoryItemId, location.id, { available: 0 });
      }
      if (location.isActive) store.saveLocation({ ...location, isActive: false, deactivatedAt: store.now() });
      return payload('LocationDeactivate', location.id, [], field);
    },
    locationDelete: ({ locationId }: { locationId: string }) => {
      const location = known(locationId);
      const errors = !location
        ? [error('Delete', 'Location not found.', 'LOCATION_NOT_FOUND')]
        : location.isActive
          ? [error('Delete', 'The location cannot be deleted while it is active.', 'LOCATION_IS_ACTIVE')]
          : [];
      if (location && errors.length === 0) store.deleteLocation(location.id);
      return {
        __typename: 'LocationDeletePayload',
        deletedLocationId: errors.length === 0 ? locationId : null,
        locationDeleteUserErrors: errors,
      };
    },
  };
}

/** Mutations that publish products and collections on sales channels, and unpublish them. */
export function publishMutations(store: Store, nodes: Nodes, rules: ShopRules) {
  const publish = (
    name: string,
    { id, input }: { id: string; input: readonly { publicationId?: string | null }[] },
    isOff: boolean,
  ): object => {
    const named = input.map(each => (each.publicationId ? idOf(each.publicationId) : currentPublication.id));
    const product = typeOf(id) === 'Product' ? store.products.get(idOf(id)) : undefined;
    const collection = typeOf(id) === 'Collection' ? store.collections.get(idOf(id)) : undefined;
    if (!['Product', 'Collection'].includes(typeOf(id)))
      throw badRequest(`not simulated: publishing of ${typeOf(id)}`);
    const payload = (userErrors: UserError[]) => ({
      __typename: `${name}Payload`,
      publishable: (product ?? collection) ? nodes.byGid(id) : null,
      shop: nodes.shop(),
      userErrors,
    });
    if (!product && !collection) return payload([userError(['id'], 'Resource does not exist')]);
    if (named.some(each => !publications.some(known => known.id === each)))
      return payload([
        userError(['input', '0', 'publicationId'], 'Publication does not exist or is not publishable'),
      ]);
    const off = (known: readonly string[] | undefined) => {
      const others = (known ?? []).filter(each => !named.includes(each));
      return isOff ? [...others, ...named] : others;
    };
    if (product) {
      const next = {
        ...product,
        publishedAt: product.publishedAt ?? (isOff ? undefined : store.now()),
        unpublishedOn:
          product.publishedAt === undefined && !isOff
            ? publications.map(each => each.id).filter(each => !named.includes(each))
            : off(product.unpublishedOn),
      };
      if (rules.publishing === 'silent') store.products.set(product.id, next);
      else store.saveProduct(next);
    }
    if (collection) store.saveCollection({ ...collection, unpublishedOn: off(collection.unpublishedOn) });
    return payload([]);
  };
  return {
    publishablePublish: (args: Parameters<typeof publish>[1]) => publish('PublishablePublish', args, false),
    publishableUnpublish: (args: Parameters<typeof publish>[1]) =>
      publish('PublishableUnpublish', args, true),
  };
}
