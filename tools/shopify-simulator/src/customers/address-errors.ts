import type { AddressInput } from './address-input.ts';
import { tooLong } from '../api/limits.ts';
import { userError, type UserError } from '../api/user-errors.ts';

/** By country: its provinces, "ON Ontario". Only these countries' provinces are simulated. */
const listed: Readonly<Record<string, string>> = {
  US: [
    'AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut',
    'DE Delaware,DC District of Columbia,FL Florida,GA Georgia,HI Hawaii,ID Idaho,IL Illinois',
    'IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland',
    'MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana',
    'NE Nebraska,NV Nevada,NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York',
    'NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania',
    'RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah',
    'VT Vermont,VA Virginia,WA Washington,WV West Virginia,WI Wisconsin,WY Wyoming',
    'PR Puerto Rico,GU Guam,VI U.S. Virgin Islands,AS American Samoa',
    'MP Northern Mariana Islands,UM United States Minor Outlying Islands',
    'AA Armed Forces Americas,AE Armed Forces Europe,AP Armed Forces Pacific',
  ].join(','),
  CA: [
    'AB Alberta,BC British Columbia,MB Manitoba,NB New Brunswick,NL Newfoundland and Labrador',
    'NT Northwest Territories,NS Nova Scotia,NU Nunavut,ON Ontario,PE Prince Edward Island',
    'QC Quebec,SK Saskatchewan,YT Yukon',
  ].join(','),
  AU: [
    'ACT Australian Capital Territory,NSW New South Wales,NT Northern Territory,QLD Queensland',
    'SA South Australia,TAS Tasmania,VIC Victoria,WA Western Australia',
  ].join(','),
};

/** By country and code: the province's name. */
const provinces: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.fromEntries(
  Object.entries(listed).map(([country, text]) => [
    country,
    Object.fromEntries(
      text.split(',').map(each => [each.slice(0, each.indexOf(' ')), each.slice(each.indexOf(' ') + 1)]),
    ),
  ]),
);

const lines = ['firstName', 'lastName', 'company', 'address1', 'address2', 'city', 'zip'] as const;

/** Why Shopify refuses an address. */
export function addressErrors(input: AddressInput, at: readonly string[]): UserError[] {
  const errors = tooLong({ ...input }, lines, at);
  for (const field of lines) {
    const text = input[field] ?? '';
    const name = field.replace(/[A-Z]/g, each => ` ${each.toLowerCase()}`);
    const words = name.charAt(0).toUpperCase() + name.slice(1);
    if (/https?:\/\/|\bwww\./i.test(text))
      errors.push(userError([...at, field], `${words} cannot contain URL`));
    else if (/<[^>]*>/.test(text))
      errors.push(userError([...at, field], `${words} cannot contain HTML tags`));
    else if (/\p{Extended_Pictographic}/u.test(text))
      errors.push(userError([...at, field], `${words} cannot contain emojis`));
  }
  if (!isProvinceKnown(input)) errors.push(userError([...at, 'province'], 'Province is not valid'));
  return errors;
}

/** The province's name and code, from whichever was given; empty for a country without simulated provinces. */
export function provinceOf({ province, provinceCode, countryCode }: AddressInput): {
  readonly province?: string | undefined;
  readonly provinceCode?: string | undefined;
} {
  const known = provinces[countryCode ?? ''];
  if (provinceCode === null || (provinceCode === undefined && province === null))
    return { province: undefined, provinceCode: undefined };
  if (!known) return {};
  const code = provinceCode ?? Object.entries(known).find(([, name]) => name === province)?.[0];
  return code === undefined ? {} : { province: known[code], provinceCode: code };
}

function isProvinceKnown({ province, provinceCode, countryCode }: AddressInput): boolean {
  const known = provinces[countryCode ?? ''];
  if (!known) return true;
  if (provinceCode) return provinceCode in known;
  return !province || Object.values(known).includes(province) || province in known;
}
