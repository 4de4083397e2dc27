import type { Connection, StaffRecord } from '@tidemark/mirror';
import { roles, type Role, type Settings } from '@tidemark/schema';
import { missingScopes, type NeededScope } from '@tidemark/shopify';
import { roleOf } from '../auth/session.ts';
import type { OwnerSettings } from '../shops/owner-settings.ts';
import { html, ownerDocument, type Html } from './html.ts';

/** What the owner's page shows. */
export interface OwnerFacts {
  readonly connection: Connection;
  /** Undefined: the shop has not been read yet. */
  readonly about: Pick<Settings, 'name' | 'timeZone'> | undefined;
  /** The scopes that the app needs there. */
  readonly needed: readonly NeededScope[];
  /** Undefined: nothing runs for the shop. */
  readonly reading: { readonly imported: boolean; readonly readAt: number | undefined } | undefined;
  /** What is wrong, in words. */
  readonly troubles: readonly string[];
  readonly staff: readonly StaffRecord[];
  readonly settings: OwnerSettings;
  readonly formMark: string;
  /** What the last form did, or why it did nothing. */
  readonly said: { readonly isWrong: boolean; readonly words: string } | undefined;
}

/** The page of a shop's owner: whether the shop is mirrored, who works there, and what is set for it. */
export function ownerPage(facts: OwnerFacts): string {
  const { connection, about, said } = facts;
  const title = about?.name ?? connection.shop;
  return ownerDocument(
    title,
    html`<h1>${title}</h1>
      <p class="hint">${connection.shop}</p>
      ${said && html`<p class="${said.isWrong ? 'bad' : 'good'}">${said.words}</p>`} ${connectionPart(facts)}
      ${staffPart(facts)} ${settingsPart(facts)}
      <form method="post" action="/owner/sign-out">${mark(facts)}<button>Sign out</button></form>`,
  );
}

function connectionPart(facts: OwnerFacts): Html {
  const { connection, needed, troubles } = facts;
  const isOfSettings = connection.source === 'environment';
  const missing = isOfSettings ? [] : missingScopes(needed, connection.scopes);
  return html`<section>
    <h2>Connection</h2>
    <p>${stateOf(facts)}</p>
    ${troubles.map(each => html`<p class="bad">${each}</p>`)}
    ${missing.map(({ scope, without }) => html`<p class="bad">Shopify did not grant ${scope}: without it, ${without}.</p>`)}
    ${isOfSettings ? html`<p class="hint">The server’s settings connect this shop.</p>` : undefined}
    <p class="buttons">
      ${isOfSettings ? undefined : html`<a class="button" href="/auth/shopify?shop=${connection.shop}">Connect again</a>`}
      ${connection.uninstalledAt === undefined ? html`<a class="button" href="/">Open the till</a>` : undefined}
    </p>
  </section>`;
}

function stateOf({ connection, reading, about }: OwnerFacts): string {
  if (connection.uninstalledAt !== undefined)
    return 'The app was removed from the shop. Sales and staff are kept here.';
  if (!reading) return 'The shop cannot be started at the moment. It is tried again.';
  if (!reading.imported)
    return 'The shop is being read for the first time. Tills can sign in once its locations are there.';
  const at = reading.readAt === undefined ? '' : ` Last read on ${timeOf(reading.readAt, about?.timeZone)}.`;
  return `The shop is mirrored.${at}`;
}

function timeOf(at: number, timeZone = 'UTC'): string {
  const words = { dateStyle: 'long', timeStyle: 'short', timeZone } as const;
  return `${new Intl.DateTimeFormat('en', words).format(at)} (${timeZone})`;
}

function staffPart(facts: OwnerFacts): Html {
  const rows = facts.staff.map(
    ({ name, employedBy, role }) =>
      html`<tr>
        <td>${name}</td>
        <td>
          ${
            employedBy === 'owner'
              ? html`<form class="inline" method="post" action="/owner/role">
                  ${mark(facts)}<input
                    type="hidden"
                    name="name"
                    value="${name}"
                  />${roleChoice(roleOf({ role }), `Role of ${name}`)}<button
                    aria-label="Save the role of ${name}"
                  >
                    Save
                  </button>
                </form>`
              : roleNames[roleOf({ role })]
          }
        </td>
        <td>
          ${
            employedBy === 'owner'
              ? html`<form method="post" action="/owner/dismiss">
                  ${mark(facts)}<input type="hidden" name="name" value="${name}" /><button>Dismiss</button>
                </form>`
              : html`<span class="hint">in the setting STAFF</span>`
          }
        </td>
      </tr>`,
  );
  return html`<section>
    <h2>Staff</h2>
    ${
      rows.length > 0
        ? html`<table>
            <tbody>
              ${rows}
            </tbody>
          </table>`
        : html`<p>Nobody can sign in at a till yet. Name the first person here.</p>`
    }
    <form class="row" method="post" action="/owner/staff">
      ${mark(facts)}
      <label>Name <input name="name" required maxlength="60" autocomplete="off" /></label>
      <label
        >PIN
        <input
          name="pin"
          required
          type="password"
          inputmode="numeric"
          pattern="[0-9]{4,12}"
          maxlength="12"
          autocomplete="new-password"
      /></label>
      <label>Role ${roleChoice(facts.staff.length === 0 ? 'manager' : 'cashier')}</label>
      <button class="first">Save person</button>
    </form>
    <p class="hint">A PIN has 4 to 12 digits. A name that is there already gets the new PIN and the role.</p>
    <p class="hint">
      A cashier sells, and asks a manager for what is beyond that, as stock moves and refused sales. Managers
      and owners may do everything at a till, and approve of what cashiers ask for. The first person should be
      a manager: only managers and owners make a browser a till.
    </p>
  </section>`;
}

const roleNames: Readonly<Record<Role, string>> = { cashier: 'Cashier', manager: 'Manager', owner: 'Owner' };

/** `label`: where there is no label beside it. */
function roleChoice(chosen: Role, label?: string): Html {
  const options = roles.map(
    role =>
      html`<option value="${role}" ${role === chosen ? html`selected` : undefined}>
        ${roleNames[role]}
      </option>`,
  );
  return html`<select name="role" ${label === undefined ? undefined : html`aria-label="${label}"`}>
    ${options}
  </select>`;
}

function settingsPart(facts: OwnerFacts): Html {
  const { connection, settings } = facts;
  if (connection.source === 'environment') return html``;
  return html`<section>
    <h2>Settings</h2>
    <form class="row" method="post" action="/owner/settings">
      ${mark(facts)}
      <label
        >Taxes <input name="taxes" maxlength="1000" value="${settings.taxes}" placeholder="VAT:0.21"
      /></label>
      <label
        >Sales channel
        <input
          name="publication"
          maxlength="20"
          inputmode="numeric"
          value="${settings.publication}"
          placeholder="Point of Sale"
      /></label>
      <button>Save settings</button>
    </form>
    <p class="hint">
      Taxes that tills add, or that prices include: a title and a rate, as VAT:0.21 for 21 %. The sales
      channel is the number at the end of its address in Shopify; without one, the Point of Sale channel.
    </p>
  </section>`;
}

function mark({ formMark }: OwnerFacts): Html {
  return html`<input type="hidden" name="form" value="${formMark}" />`;
}

/** The page on which an owner begins. `words` say what went wrong before. */
export function connectPage(words?: string): string {
  return ownerDocument(
    'Connect a shop',
    html`<h1>Connect a shop</h1>
      ${words === undefined ? undefined : html`<p class="bad">${words}</p>`}
      <section>
        <form class="row" method="get" action="/auth/shopify">
          <label
            >Shop
            <input
              name="shop"
              required
              placeholder="your-shop.myshopify.com"
              autocapitalize="none"
              spellcheck="false"
              maxlength="80"
          /></label>
          <button class="first">Go on in Shopify</button>
        </form>
        <p class="hint">Shopify asks you to sign in, and whether Tidemark may read and write the shop.</p>
      </section>`,
  );
}

/** Sends the browser on, in a navigation of this site's own: the cookie goes with it. */
export function goOnPage(to: string): string {
  return ownerDocument(
    'Connected',
    html`<h1>Connected</h1>
      <p><a class="button" href="${to}">Go on</a></p>`,
    to,
  );
}
