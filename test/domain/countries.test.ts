import test from 'ava';
import {
  COUNTRIES,
  countryCode,
  countryCodeOf,
  countryName,
  whereabouts,
} from '#domain/countries.contract.ts';

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
    ['Iran, Islamic Republic of', 'IR'],
    ['Bouvet Island', 'BV'],
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

test('a country is known by three letters, its flag, and its name in the languages of the world', (t) => {
  for (const [code, names] of Object.entries({
    DE: ['DEU', 'deu', 'Deutschland', 'DEUTSCHLAND', 'Alemania', 'Allemagne', 'Alemanha', 'Tyskland', 'Saksa', 'Niemcy', 'Německo', 'Nemecko', 'Németország', 'Germania', 'Almanya', 'Đức', 'Jerman', 'Германия', 'Німеччина', 'Γερμανία', 'ألمانيا', 'גרמניה', 'जर्मनी', 'เยอรมนี', '德国', '德國', 'ドイツ', '독일', '🇩🇪', 'Germany (DE)', 'DE - Deutschland'],
    AT: ['Republik Österreich', 'Österreich', 'Oesterreich', 'osterreich', 'Autriche', 'Østerrike', 'AUT'],
    US: ['Vereinigte Staaten', 'Vereinigte Staaten von Amerika', 'États-Unis', 'Etats Unis', 'EE.UU.', 'EE. UU.', 'Estados Unidos de América', 'EUA', 'ABD', 'США', '美国', 'アメリカ合衆国', 'الولايات المتحدة'],
    GB: ['U.K.', 'GBR', 'Vereinigtes Königreich', 'Großbritannien', 'Reino Unido', 'Inglaterra', 'Великобритания', '英国'],
    NL: ['Pays-Bas', 'les Pays-Bas', 'Niederlande', 'die Niederlande', 'Países Bajos', 'Nederland'],
    CH: ['Schweiz', 'die Schweiz', 'Suisse', 'Svizzera', 'Suiza'],
    RU: ['Nga', 'Россия', 'RUS'],
    NG: ['NGA'],
    MY: ['my', 'MY'],
    TW: ['臺灣', '台灣'],
    AE: ['الإمارات', 'VAE'],
    BA: ['Bosnien'],
    FR: ['République française', 'République de France'],
    PL: ['Rzeczpospolita Polska'],
    CZ: ['Tschechei'],
    CV: ['Kapverden'],
    KR: ['Südkorea', 'Corée du Sud', '대한민국', 'Korea, Republic of'],
  })) for (const name of names) t.is(countryCodeOf(name), code, name);
}); // prettier-ignore

test('what may be two countries, and what is none, is not guessed', (t) => {
  for (const unclear of [
    'Republik China', 'Congo', 'Kongo', 'Конго', 'Korea', 'Corea', 'Virgin Islands', 'nga', 'DE, AT', 'Germany / Austria',
  ]) t.is(countryCodeOf(unclear), null, unclear); // prettier-ignore
  for (const none of [
    'ZZ',
    'XX',
    'QQ',
    'EU',
    'AA',
    'ZZZ',
    'D',
    '276',
    'Land',
    'Bavaria',
    'x'.repeat(5000),
  ])
    t.is(countryCodeOf(none), null, none.slice(0, 20));
});

test('of two letters only those that ISO 3166-1 has, with Kosovo, are a country; islands with a calling code are a place', (t) => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const taken = letters
    .flatMap((one) => letters.map((other) => one + other))
    .filter((code) => countryCode.safeParse(code).success && code !== 'UK');
  t.is(taken.length, 250);
  t.deepEqual(
    taken,
    COUNTRIES.map(({ code }) => code).toSorted((a, b) => (a < b ? -1 : 1)),
  );
  t.true(taken.includes('XK'));
  t.false(countryCode.safeParse('AC').success);
  t.is(whereabouts.parse('Ascension Island'), 'AC');
  t.is(countryCode.parse(' Deutschland '), 'DE');
});

test('in every language of a browser the name of a country means that country, or nothing', (t) => {
  for (const language of ['de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'cs', 'sv', 'fi', 'hu', 'ro', 'tr', 'ru', 'uk', 'el', 'ar', 'he', 'fa', 'hi', 'bn', 'th', 'vi', 'id', 'zh', 'zh-Hant', 'ja', 'ko', 'gu', 'fil']) {
    const names = new Intl.DisplayNames(language, { type: 'region' });
    const unknown = COUNTRIES.filter(({ code }) => countryCodeOf(names.of(code) ?? '') === null);
    t.true(unknown.length <= 4, `${language}: ${unknown.map(({ name }) => name).join()}`);
    for (const { code } of COUNTRIES)
      t.true([code, null].includes(countryCodeOf(names.of(code) ?? '')), `${language} ${code}`);
  }
}); // prettier-ignore
