/**
 * Prices per SMS segment in US dollars from published lists, for tenants that have not entered their own prices.
 * Prices differ by provider and change without notice, so each has its source and date. Countries without a list
 * price cost the tenant's fallback price.
 */
export type ListPrice = { country: string; price: string; source: string; as_of: string };

export const LIST_CURRENCY = 'USD';

const TWILIO_US = {
  source: 'Twilio US list price, long code, without carrier fees (current as of October 2026)',
  as_of: '2026-11-09',
};
const OYSTEHR = {
  source: 'docs.oystehr.com/services/messaging/countries-pricing (sends through Twilio)',
  as_of: '2026-11-21',
};
const SENDAPI = { source: 'sendapi.co/docs/api/sms/pricing', as_of: '2026-03-01' };

type List = { source: string; as_of: string };
const of = (list: List, prices: Record<string, string>): ListPrice[] =>
  Object.entries(prices).map(([country, price]) => ({ country, price, ...list }));

export const LIST_PRICES: readonly ListPrice[] = [
  ...of(TWILIO_US, { US: '0.0083' }),
  ...of(OYSTEHR, {
    AF: '0.3756', AL: '0.091', DZ: '0.2575', AS: '0.1881', AD: '0.1317', AO: '0.0887', AI: '0.1387',
    AG: '0.098', AR: '0.0935', AM: '0.1384', AW: '0.1159', AU: '0.0515', AT: '0.0979', AZ: '0.3877',
    BS: '0.0525', BH: '0.0364', BD: '0.3222', BB: '0.1289', BY: '0.2521', BE: '0.105', BZ: '0.2738',
    BJ: '0.1445', BM: '0.1516', BT: '0.4007', BO: '0.1452', BA: '0.084', BW: '0.0998', CA: '0.0079',
  }),
  ...of(SENDAPI, {
    DE: '0.075', FR: '0.065', GB: '0.040', GH: '0.027', IN: '0.009', KE: '0.036', NG: '0.021',
    RW: '0.023', ZA: '0.028',
  }),
]; // prettier-ignore

const BY_COUNTRY = new Map(LIST_PRICES.map((price) => [price.country, price]));
/** Returns the list price of a text to a country. @param country ISO 3166, two letters */
export const listPrice = (country: string): ListPrice | undefined => BY_COUNTRY.get(country);
