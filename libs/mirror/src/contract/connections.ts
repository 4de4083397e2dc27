/** A shop that this server serves, and how it is let in there. Times are milliseconds since the epoch. */
export interface Connection {
  readonly shop: string;
  /**
   * - `environment`: the settings of the process say how the shop lets the app in;
   * - `oauth`: the shop's owner let the app in, and `credentials` are what Shopify gave for it.
   */
  readonly source: 'environment' | 'oauth';
  /** Encrypted by the server app; '' where there are none. */
  readonly credentials: string;
  /** What the app may do there, as Shopify granted it. */
  readonly scopes: readonly string[];
  /** What the shop's owner has set, as JSON; '{}' at first. */
  readonly settings: string;
  readonly connectedAt: number;
  /** When the app left the shop; undefined: it has not. */
  readonly uninstalledAt: number | undefined;
}

/** The shops that this server serves. */
export interface Connections {
  /** By name. */
  all(): Promise<readonly Connection[]>;
  of(shop: string): Promise<Connection | undefined>;
  /**
   * [R7] The shop is served from now on. A shop that is connected again keeps its data, its settings, and a new place at
   * which it was connected. [R10] One whose data were erased begins anew.
   */
  connect(
    connection: Pick<Connection, 'shop' | 'source' | 'credentials' | 'scopes' | 'connectedAt'>,
  ): Promise<void>;
  /**
   * [R8] Replaces credentials by newer ones. False, and nothing is changed, where others than `before` are stored by
   * now: the shop was connected again meanwhile.
   */
  renew(shop: string, before: string, credentials: string): Promise<boolean>;
  /** [R9] The app has left the shop: its credentials are deleted. Not if the shop was connected after `at`. */
  uninstalled(shop: string, at: number): Promise<boolean>;
  /** Replaces what the shop's owner has set. */
  saveSettings(shop: string, settings: string): Promise<void>;
}
