import { listen } from './listen.ts';
import { ShopifySimulator, type SimulatorOptions } from './simulator.ts';

export { defaultScopes } from './api/access.ts';
export { generateDemoShop } from './demo/index.ts';
export { ManyShops } from './many-shops.ts';
export { listen } from './listen.ts';
export { seededRandom } from './demo/random.ts';
export type * from './shop/records.ts';
export { ShopifySimulator, type Fault, type SimulatorOptions } from './simulator.ts';

/** A simulated shop for tests in one process. */
export function createShopifySimulator(options: SimulatorOptions = {}): ShopifySimulator {
  return new ShopifySimulator(options);
}

/** A simulated shop on a port of loopback (0: any free one). */
export async function startShopifySimulator(
  options: SimulatorOptions & { readonly port?: number } = {},
): Promise<{
  readonly simulator: ShopifySimulator;
  readonly origin: string;
  readonly close: () => Promise<void>;
}> {
  const simulator = new ShopifySimulator(options);
  const { origin, close } = await listen(simulator.fetch, options.port ?? 0, '127.0.0.1');
  simulator.origin = origin;
  return {
    simulator,
    origin,
    close: async () => {
      await close();
      await simulator[Symbol.asyncDispose]();
    },
  };
}
