import { writeFile } from 'node:fs/promises';
import {
  getExampleNumber,
  parsePhoneNumberFromString,
  type CountryCode,
} from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { stringify } from 'csv-stringify/sync';

/*
 * Makes docs/examples/contacts.csv: 10,000 realistic rows. Seeded, so the file is always the same.
 *   node bin/examples/contacts.ts
 */
const ROWS = 10_000;

/** mulberry32: small, seeded, good enough for fictional people. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const dice = random(20261121);
const pick = <T>(list: readonly T[]): T => {
  const found = list[Math.floor(dice() * list.length)];
  if (found === undefined) throw new Error('an empty list');
  return found;
};
const chance = (share: number): boolean => dice() < share;

type People = {
  country: CountryCode;
  locale: string;
  zone: string;
  first: string[];
  last: string[];
  latin: string[];
};
const PEOPLE: People[] = [
  { country: 'US', locale: 'en-US', zone: 'America/New_York', first: ['Grace', 'Liam', 'Olivia', 'Noah', 'Ava', 'Ethan', 'Zoë', 'DeShawn'], last: ['Johnson', "O'Brien", 'Nguyen', 'Smith-Jones', 'Garcia', 'Williams'], latin: ['grace', 'liam', 'olivia', 'noah', 'ava', 'ethan'] },
  { country: 'KW', locale: 'ar-KW', zone: 'Asia/Kuwait', first: ['أمينة', 'فاطمة', 'محمد', 'عبدالله', 'نورة', 'خالد'], last: ['الخليل', 'العنزي', 'الصباح', 'المطيري', 'الرشيدي'], latin: ['amina', 'fatima', 'mohammed', 'abdullah', 'noura', 'khaled'] },
  { country: 'DE', locale: 'de-DE', zone: 'Europe/Berlin', first: ['Jürgen', 'Anke', 'Sönke', 'Müge', 'Björn', 'Käthe'], last: ['Müller', 'Weiß', 'von der Heide', 'Schäfer', 'Özdemir'], latin: ['juergen', 'anke', 'soenke', 'muege', 'bjoern', 'kaethe'] },
  { country: 'FR', locale: 'fr-FR', zone: 'Europe/Paris', first: ['Éloïse', 'François', 'Zoé', 'Jean-Luc', 'Amélie'], last: ['Lefèvre', "D'Arcy", 'Nguyễn', 'Benoît', 'Dupont'], latin: ['eloise', 'francois', 'zoe', 'jeanluc', 'amelie'] },
  { country: 'UA', locale: 'uk-UA', zone: 'Europe/Kyiv', first: ['Олена', 'Андрій', 'Соломія', 'Тарас'], last: ['Шевченко', 'Коваленко', 'Бойко', 'Ткачук'], latin: ['olena', 'andrii', 'solomiia', 'taras'] },
  { country: 'IN', locale: 'hi-IN', zone: 'Asia/Kolkata', first: ['अनन्या', 'राहुल', 'प्रिया', 'अर्जुन'], last: ['शर्मा', 'पटेल', 'सिंह', 'अय्यर'], latin: ['ananya', 'rahul', 'priya', 'arjun'] },
  { country: 'CN', locale: 'zh-CN', zone: 'Asia/Shanghai', first: ['伟', '芳', '娜', '秀英', '强'], last: ['王', '李', '张', '刘', '欧阳'], latin: ['wei', 'fang', 'na', 'xiuying', 'qiang'] },
  { country: 'KR', locale: 'ko-KR', zone: 'Asia/Seoul', first: ['민준', '서연', '지훈', '하은'], last: ['김', '이', '박', '최'], latin: ['minjun', 'seoyeon', 'jihun', 'haeun'] },
  { country: 'GB', locale: 'en-GB', zone: 'Europe/London', first: ['Amelia', 'Oliver', 'Siân', 'Muhammad', 'Niamh'], last: ['Patel', 'Jones', "O'Neill", 'Khan', 'Taylor'], latin: ['amelia', 'oliver', 'sian', 'muhammad', 'niamh'] },
  { country: 'BR', locale: 'pt-BR', zone: 'America/Sao_Paulo', first: ['João', 'Conceição', 'Thaís', 'Luís'], last: ['da Silva', 'Araújo', 'Gonçalves', 'Souza'], latin: ['joao', 'conceicao', 'thais', 'luis'] },
]; // prettier-ignore

const DOMAINS = ['example.com', 'example.org', 'example.net', 'mail.example.com', 'bücher.example', 'school.example.org']; // prettier-ignore
const NOTES = [
  'Met at the autumn fair',
  'Prefers mornings.\nSecond line, with "quotes"; and a semicolon',
  'Asked twice about delivery,\nplease call back',
  'Member since 2019',
  '很高兴认识你',
];

/** Returns the n-th distinct mobile number of a country, as E.164. */
function phoneOf(country: CountryCode, n: number): string {
  if (country === 'US') {
    const areas = [
      '201',
      '212',
      '303',
      '312',
      '415',
      '503',
      '617',
      '702',
      '718',
      '808',
      '206',
      '305',
      '404',
    ];
    return `+1${areas[n % areas.length]}555${String(100 + (Math.floor(n / areas.length) % 100)).padStart(4, '0')}`;
  }
  const base = getExampleNumber(country, examples)?.number ?? '';
  for (let i = 0; i < 50; i++) {
    const digits = String((n * 7919 + i * 104_729) % 1_000_000).padStart(6, '0');
    const made = base.slice(0, -6) + digits;
    if (parsePhoneNumberFromString(made)?.isValid()) return made;
  }
  return base;
}

/** Spells a number as people do: international with spaces, with 00, or in national format. */
function spelled(e164: string): string {
  const number = parsePhoneNumberFromString(e164);
  if (!number) return e164;
  const how = dice();
  if (how < 0.35) return number.formatInternational();
  if (how < 0.75) return number.formatNational();
  if (how < 0.85) return e164.replace('+', '00');
  return e164;
}

type Line = Record<'First name' | 'Last name' | 'E-Mail' | 'Mobile number' | 'Country' | 'Language' | 'Tags' | 'City' | 'Notes', string>; // prettier-ignore
const CITIES = [
  'Kuwait City',
  'Köln',
  'Lyon',
  'Київ',
  'पुणे',
  '上海',
  '서울',
  'São Paulo',
  'New York, NY',
  'Leeds',
];

function person(n: number): Line {
  const who = pick(PEOPLE);
  const hasEmail = chance(0.9);
  const hasPhone = !hasEmail || chance(0.7);
  const box = `${pick(who.latin)}.${n}${chance(0.1) ? '+news' : ''}`;
  const tags = [
    ...(chance(0.6) ? ['newsletter'] : []),
    ...(chance(0.08) ? ['vip'] : []),
    ...(chance(0.3) ? [pick(['spring fair', 'donor', 'student', 'عملاء'])] : []),
  ];
  return {
    'First name': pick(who.first),
    'Last name': chance(0.97) ? pick(who.last) : '',
    'E-Mail': hasEmail ? `${chance(0.2) ? box.toUpperCase() : box}@${pick(DOMAINS)}` : '',
    'Mobile number': hasPhone ? spelled(phoneOf(who.country, n)) : '',
    Country: chance(0.8)
      ? who.country
      : (new Intl.DisplayNames('en', { type: 'region' }).of(who.country) ?? who.country),
    Language: chance(0.7) ? who.locale : '',
    Tags: tags.join(';'),
    City: chance(0.5) ? pick(CITIES) : '',
    Notes: chance(0.12) ? pick(NOTES) : '',
  };
}

/** Breaks a row in one of six typical ways. */
function broken(line: Line): Line {
  switch (Math.floor(dice() * 6)) {
    case 0:
      return { ...line, 'E-Mail': line['E-Mail'].replace('@', ' at ') || 'no mail' };
    case 1:
      return { ...line, 'E-Mail': '', 'Mobile number': '' };
    case 2:
      return { ...line, 'Mobile number': '12345' };
    case 3:
      return { ...line, 'E-Mail': 'n/a' };
    case 4:
      return { ...line, Language: 'Deutsch (AT)' };
    default:
      return { ...line, Country: 'Atlantis' };
  }
}

export function exampleContacts(): string {
  const lines: Line[] = [];
  for (let n = 1; lines.length < ROWS; n++) {
    const before = lines.length > 10 && chance(0.03) ? pick(lines) : undefined;
    if (before) lines.push({ ...before, Tags: 'newsletter', Notes: '' });
    else lines.push(chance(0.02) ? broken(person(n)) : person(n));
  }
  return stringify(lines, { header: true, bom: true, record_delimiter: '\r\n' });
}

if (import.meta.main) {
  const file = new URL('../../docs/examples/contacts.csv', import.meta.url);
  await writeFile(file, exampleContacts());
  console.log(`Wrote ${file.pathname}`);
}
