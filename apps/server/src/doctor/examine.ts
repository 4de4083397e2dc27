import { readConfig, type Config } from '../config/config.ts';
import { ok, wrong, type Finding } from './finding.ts';
import { lookAtMachine, lookAtShop } from './look.ts';

/**
 * Examines what a server with this environment needs: its settings, the shop, and this machine. Changes nothing, so it
 * may run beside the server and at any time ([A80]).
 */
export async function examine(
  env: Readonly<Record<string, string | undefined>>,
  now: () => number,
): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = readConfig(env);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [
      wrong(
        'settings',
        error.message.split('\n').join('; '),
        'Set what is named: .env.example explains each setting.',
      ),
    ];
  }
  return [
    ok('settings', settingsWords(config)),
    ...(await lookAtShop(config, now)),
    ...(await lookAtMachine(config, now())),
  ];
}

function settingsWords({ isDemo, shop }: Config): string {
  if (isDemo) return 'of the demo: SHOPIFY_SHOP is not set';
  return shop === undefined
    ? 'for shops that their owners connect: each owner’s page, /owner/, says how it is with theirs'
    : `for ${shop}`;
}
