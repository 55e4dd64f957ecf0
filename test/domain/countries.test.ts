import test from 'ava';
import { COUNTRIES, countryCodeOf, countryName } from '#domain/countries.contract.ts';

test('a country is known by its letters and by what people call it in English', (t) => {
  for (const [typed, code] of [
    ['DE', 'DE'],
    [' de ', 'DE'],
    ['Germany', 'DE'],
    ['GERMANY', 'DE'],
    ['USA', 'US'],
    ['U.S.A.', 'US'],
    ['the United States', 'US'],
    ['United States of America', 'US'],
    ['UK', 'GB'],
    ['Great Britain', 'GB'],
    ['England', 'GB'],
    ['The Netherlands', 'NL'],
    ['Holland', 'NL'],
    ['Czechia', 'CZ'],
    ['Czech Republic', 'CZ'],
    ['Turkey', 'TR'],
    ['Türkiye', 'TR'],
    ['Turkiye', 'TR'],
    ['Ivory Coast', 'CI'],
    ['Cote d’Ivoire', 'CI'],
    ['South Korea', 'KR'],
    ['Russia', 'RU'],
    ['Vietnam', 'VN'],
    ['Hong Kong', 'HK'],
    ['Macau', 'MO'],
    ['Burma', 'MM'],
    ['UAE', 'AE'],
    ['Syria', 'SY'],
    ['Vatican City', 'VA'],
    ['Bosnia and Herzegovina', 'BA'],
    ['St. Lucia', 'LC'],
    ['Trinidad and Tobago', 'TT'],
    ['Kuwait', 'KW'],
  ]) {
    t.is(countryCodeOf(typed ?? ''), code ?? null, typed);
  }
  for (const nothing of ['', ' ', 'XX', 'Atlantis', 'Europe', '__proto__', 'constructor', '7']) {
    t.is(countryCodeOf(nothing), null, nothing);
  }
});

test('every country is listed once, and each is found by the name in the list', (t) => {
  t.true(COUNTRIES.length > 240);
  t.is(new Set(COUNTRIES.map(({ name }) => name)).size, COUNTRIES.length);
  for (const { code, name } of COUNTRIES) t.is(countryCodeOf(name), code, name);
  t.is(countryName('de'), 'Germany');
  t.is(countryName('ZZ'), 'ZZ');
});
