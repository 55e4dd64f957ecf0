import { MOST_SEGMENTS } from './bounds.ts';
import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import { maskEmail, maskName, maskPhone } from '../addresses/address.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { decryptValue } from '../encryption/personal.ts';
import type { TemplateVariables } from './contract.ts';
import { SAMPLE } from './sample.ts';

/** The columns of `contacts` that templates may use. */
export type ContactRow = {
  tenant_id: string;
  id: string;
  name_enc: Buffer | null;
  email_enc: Buffer | null;
  phone_enc: Buffer | null;
  fields_enc: Buffer | null;
  locale: string | null;
};
export const CONTACT_COLUMNS = [
  'tenant_id',
  'id',
  'name_enc',
  'email_enc',
  'phone_enc',
  'fields_enc',
  'locale',
] as const;

type ContactVariables = NonNullable<TemplateVariables['contact']>;

/**
 * Returns a contact's values in clear. An unknown value is an empty text, so that `default` can replace it. A custom
 * field that does not exist is missing, and is reported before anything is sent.
 */
export function contactVariables(keys: TenantKeys, row: ContactRow): ContactVariables {
  const at = (column: string) => ({
    tenantId: row.tenant_id,
    table: 'contacts',
    id: row.id,
    column,
  });
  const name = decryptValue(keys, at('name'), row.name_enc) ?? '';
  return {
    name,
    first_name: name.trim().split(/\s+/)[0] ?? '',
    email: decryptValue(keys, at('email'), row.email_enc) ?? '',
    phone: decryptValue(keys, at('phone'), row.phone_enc) ?? '',
    locale: row.locale ?? '',
    fields: parseFields(decryptValue(keys, at('fields'), row.fields_enc)),
  };
}

/** Reads the values of a contact, or those of an unknown person. */
export async function contactById(
  trx: Trx,
  keys: TenantKeys,
  id: string | null,
): Promise<ContactVariables> {
  const row: ContactRow | undefined = id
    ? await trx('contacts')
        .where({ id })
        .first(...CONTACT_COLUMNS)
    : undefined;
  return row ? contactVariables(keys, row) : strangerVariables();
}

/** Returns the values of a person of whom only the address is known. */
export const strangerVariables = (): ContactVariables => ({
  name: '',
  first_name: '',
  email: '',
  phone: '',
  locale: '',
  fields: {},
});

const mask = (value: string | undefined, how: (v: string) => string): string =>
  value ? how(value) : '';

/** Masks a contact's values for callers without the permission to see personal data. */
export function maskVariables(contact: ContactVariables): ContactVariables {
  return {
    name: mask(contact.name, maskName),
    first_name: mask(contact.first_name, maskName),
    email: mask(contact.email, maskEmail),
    phone: mask(contact.phone, maskPhone),
    locale: contact.locale ?? '',
    fields: Object.fromEntries(Object.keys(contact.fields ?? {}).map((key) => [key, '•••'])),
  };
}

const like = (value: string | undefined, sample: string | undefined): string =>
  value ? (sample ?? '') : '';

/** Replaces a contact's values by samples. Which values exist is not secret, since the mask shows it as well. */
export function madeUpVariables(contact: ContactVariables): ContactVariables {
  const sample = SAMPLE.contact;
  return {
    name: like(contact.name, sample.name),
    first_name: like(contact.first_name, sample.first_name),
    email: like(contact.email, sample.email),
    phone: like(contact.phone, sample.phone),
    locale: contact.locale ?? '',
    fields: Object.fromEntries(Object.keys(contact.fields ?? {}).map((key) => [key, 'Sample'])),
  };
}

type OrganizationRow = {
  name: string;
  brand_color: string;
  address: string | null;
  logo: string | null;
  segments: number | null;
  country: string;
  locale: string;
};

/** The organisation's values for templates, with what else a message needs of it. */
export type OrganizationValues = {
  variables: NonNullable<TemplateVariables['organization']>;
  country: string;
  locale: string;
};

/** Reads the organisation's values for templates, its country and its language. */
export async function organizationValues(trx: Trx): Promise<OrganizationValues> {
  const { rows } = await prepared<OrganizationRow>(
    trx,
    `select name, brand_color, settings ->> 'postal_address' as address, settings ->> 'logo_url' as logo,
       (settings ->> 'sms_max_segments')::int as segments, country, locale from tenants limit 1`,
  );
  const [row] = rows;
  if (!row) throw new Error('no such tenant');
  const { name, brand_color: color, address, logo, segments, country, locale } = row;
  const variables = {
    name,
    color,
    address: address ?? '',
    logo: logo ?? '',
    max_segments: segments ?? MOST_SEGMENTS,
  };
  return { variables, country, locale };
}

/** Reads the organisation's values for templates. */
export const organizationVariables = async (trx: Trx): Promise<OrganizationValues['variables']> =>
  (await organizationValues(trx)).variables;

function parseFields(json: string | null): Record<string, unknown> {
  const value: unknown = json === null ? {} : JSON.parse(json);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
