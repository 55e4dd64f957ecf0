import test from 'ava';
import iconv from 'iconv-lite';
import { decoderOf, guessEncoding } from '#domain/imports/encoding.ts';
import type { Encoding } from '#domain/imports/encodings.contract.ts';

/** Returns a letter's bytes in an encoding, derived from decoding all bytes. */
function letters(encoding: Encoding): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const note = (...bytes: number[]): void => {
    try {
      const letter = new TextDecoder(encoding, { fatal: true }).decode(Buffer.from(bytes));
      if ([...letter].length === 1 && !found.has(letter)) found.set(letter, bytes);
    } catch {
      // No letter.
    }
  };
  for (let one = 0; one < 256; one++) note(one);
  if (/^(?:gb|big5|euc|shift)/.test(encoding))
    for (let one = 0x81; one < 0xff; one++)
      for (let other = 0x40; other < 0xff; other++) note(one, other);
  return found;
}

function written(text: string, encoding: Encoding): Buffer {
  if (encoding.startsWith('cp')) return iconv.encode(text, encoding);
  const known = letters(encoding);
  return Buffer.from(
    [...text].flatMap((letter) => {
      const bytes = known.get(letter);
      if (!bytes) throw new Error(`${encoding} has no ${letter}`);
      return bytes;
    }),
  );
}

const file = (people: readonly string[]): string =>
  `E-Mail;Name;Ort\r\n${people.map((one, i) => `p${i}@example.com;${one}\r\n`).join('')}`;

/** Returns what is read from a file in an encoding, after it was guessed. */
function readBack(people: readonly string[], encoding: Encoding, country: string) {
  const head = written(file(people), encoding);
  const at = head.findIndex((byte) => byte > 127);
  const foreign = head.subarray(head.lastIndexOf(0x0a, at) + 1);
  const { value, reason } = guessEncoding({ head, foreign }, country);
  return { value, reason, text: decoderOf(value)(head) };
}

const POLISH = [
  'Łukasz Wójcik;Łódź',
  'Małgorzata Kowalska;Kraków',
  'Żaneta Wiśniewska;Częstochowa',
  'Paweł Jabłoński;Białystok',
];
const CZECH = ['Jiří Dvořák;Plzeň', 'Tomáš Černý;České Budějovice', 'Růžena Šťastná;Kroměříž'];
const HUNGARIAN = ['Szabó Gergő;Győr', 'Kőszegi Ödön;Székesfehérvár', 'Tóth Ágnes;Miskolc'];
const GERMAN = ['Jürgen Müller;München', 'Björn Schäfer;Köln', 'Käthe Groß;Nürnberg'];
const FRENCH = ['Hélène Lefèvre;Orléans', 'François Béranger;Besançon', 'Zoé Guérin;Nîmes'];
const SPANISH = ['José Muñoz;Málaga', 'María Ibáñez;Cádiz', 'Íñigo Núñez;Logroño'];
const DANISH = ['Søren Kjær;København', 'Åse Nørgaard;Århus'];
const PORTUGUESE = ['João Conceição;São Paulo', 'Antônio Gonçalves;Brasília'];
const TURKISH = ['Şükrü Yıldız;İstanbul', 'Ayşe Öztürk;Muğla', 'Işıl Doğan;Şanlıurfa'];
const RUSSIAN = ['Анна Иванова;Москва', 'Сергей Петров;Казань', 'Ольга Кузнецова;Екатеринбург'];
const TRADITIONAL = ['王小明;臺北市', '陳美玲;高雄市', '林志豪;新竹縣'];
const SIMPLIFIED = ['王伟;北京', '李娜;上海市', '张强;广州', '刘洋;深圳'];

const CASES: [Encoding, string, readonly string[]][] = [
  ['windows-1250', 'PL', POLISH], ['windows-1250', 'CZ', CZECH], ['windows-1250', 'HU', HUNGARIAN],
  ['windows-1250', 'HR', ['Željko Šimić;Čakovec', 'Đurđica Marković;Šibenik']],
  ['windows-1250', 'RO', ['Ştefan Ţurcanu;Iaşi', 'Mihăiţă Pânzaru;Târgu Mureş']],
  ['iso-8859-2', 'PL', POLISH], ['iso-8859-2', 'CZ', CZECH], ['windows-1254', 'TR', TURKISH],
  ['windows-1257', 'LT', ['Jūratė Žukauskaitė;Šiauliai', 'Rūta Černiauskienė;Panevėžys']],
  ['windows-1252', 'DE', GERMAN], ['windows-1252', 'FR', FRENCH], ['windows-1252', 'ES', SPANISH],
  ['windows-1252', 'DK', DANISH], ['windows-1252', 'BR', PORTUGUESE],
  ['macintosh', 'DE', GERMAN], ['macintosh', 'FR', FRENCH], ['macintosh', 'ES', SPANISH], ['macintosh', 'BR', PORTUGUESE],
  ['windows-1251', 'RU', RUSSIAN], ['koi8-r', 'RU', RUSSIAN], ['windows-1251', 'UA', ['Олена Шевченко;Київ', 'Андрій Ковальчук;Львів']],
  ['windows-1253', 'GR', ['Γιώργος Παπαδόπουλος;Αθήνα', 'Ελένη Ιωάννου;Πάτρα']],
  ['windows-1255', 'IL', ['דוד כהן;תל אביב', 'שרה לוי;ירושלים']],
  ['windows-1256', 'KW', ['محمد العلي;الكويت', 'فاطمة حسن;القاهرة']],
  ['windows-874', 'TH', ['สมชาย ใจดี;กรุงเทพ', 'สุดา ทองคำ;เชียงใหม่']],
  ['big5', 'TW', TRADITIONAL], ['big5', 'HK', ['陳大文;香港', '黃麗華;九龍']], ['gb18030', 'CN', SIMPLIFIED],
  ['shift_jis', 'JP', ['山田太郎;東京都', '佐藤花子;大阪市']], ['euc-jp', 'JP', ['山田太郎;東京都', '佐藤花子;大阪市']],
  ['cp850', 'DE', GERMAN], ['cp437', 'DE', GERMAN], ['cp850', 'FR', FRENCH], ['cp437', 'US', FRENCH], ['cp850', 'ES', SPANISH],
  ['cp437', 'ES', ['José Muñoz;Málaga', 'María Núñez;Córdoba']], ['cp850', 'DK', DANISH], ['cp850', 'BR', PORTUGUESE],
  ['cp850', 'AT', ['Klaus Schäfer;Hörde', 'Käthe Jäger;Mainz']], ['cp850', 'IT', ['Niccolò Forlì;Cantù', 'Renè Là;Forlì']],
  ['cp850', 'FI', ['Väinö Mäkinen;Jyväskylä', 'Päivi Hämäläinen;Hyvinkää']], ['cp850', 'SE', ['Åsa Öberg;Malmö', 'Pär Sjöström;Växjö']],
  ['cp852', 'PL', POLISH], ['cp852', 'CZ', CZECH], ['cp852', 'HU', ['Fűzfői Jenő;Hódmezővásárhely', ...HUNGARIAN]], ['cp857', 'TR', TURKISH],
  ['cp775', 'LT', ['Jūratė Žukauskaitė;Šiauliai', 'Rūta Černiauskienė;Panevėžys']],
  ['euc-kr', 'KR', ['김민수;서울', '이영희;부산']],
]; // prettier-ignore

for (const [encoding, country, people] of CASES) {
  test(`names of ${country} in ${encoding} are read as they were written, at home`, (t) => {
    for (const some of [people, people.slice(0, 1)])
      t.is(readBack(some, encoding, country).text, file(some));
  });
  if (encoding === 'euc-jp') continue;
  test(`names of ${country} in ${encoding} are read as they were written, elsewhere`, (t) => {
    for (const home of ['US', 'DE'])
      t.is(readBack(people, encoding, home).text, file(people), home);
  });
}

test('an umlaut in a Latin word is no letter of another script, in a short file', (t) => {
  for (const people of [['Änne Öz;Ulm'], ['Zoë Çelik;Bonn'], ['Étienne Çelik;Lyon'], ['Änne Kraus;Berlin', 'Lena Öz;Ulm'], ['Hélène;Paris'], ['Øyvind;Oslo'], ['Çelik;Bonn']])
    for (const home of ['US', 'DE', 'FR', 'TW', 'CN', 'KR', 'JP', 'SA', 'RU'])
      t.is(readBack(people, 'windows-1252', home).text, file(people), home);
}); // prettier-ignore

test('kana tell Japanese from Chinese wherever the organisation is', (t) => {
  const people = ['高橋さくら;札幌', '鈴木ひろし;名古屋'];
  t.is(readBack(people, 'euc-jp', 'US').text, file(people));
});

test('one letter or sign among many rows is read; what says nothing is Western', (t) => {
  const many = Array.from({ length: 400 }, (_, i) => `Person ${i};Town`);
  for (const one of [
    'Zoë;Rome',
    'Tom’s Café;Rome',
    '“Bob”;Rome',
    'A – B;Rome',
    '5 €;Rome',
    'Acme™;Rome',
  ])
    t.is(readBack([...many, one], 'windows-1252', 'US').text, file([...many, one]), one);
  const polish = [...many, 'Zażółć Gęślą;Łódź'];
  t.is(readBack(polish, 'windows-1250', 'PL').text, file(polish));
});

test('DOS code pages that are chosen are read, whole and in pieces', (t) => {
  for (const [encoding, text] of [
    ['cp437', 'Jürgen Åström ½'], ['cp850', 'João Ávila ®'], ['cp852', 'Łódź'], ['cp857', 'İğdır'], ['cp775', 'Šiauliai'], ['cp858', '5 €'], ['cp737', 'Αθήνα'],
  ] as const) {
    const decode = decoderOf(encoding);
    const pieces = [...iconv.encode(text, encoding)].map((byte) => decode(Buffer.from([byte])));
    t.is(pieces.join('') + decode(), text, encoding);
  }
  t.throws(() => decoderOf('cp857')(Buffer.from([0x61, 0xd5])));
}); // prettier-ignore

test('the reason says whose letters it makes', (t) => {
  t.is(readBack(TURKISH, 'windows-1254', 'TR').reason, 'it is not UTF-8, and this reads as Turkish');
  t.is(readBack(GERMAN, 'windows-1252', 'DE').reason, 'it is not UTF-8; Excel writes this in Western countries');
  t.is(readBack(TRADITIONAL, 'big5', 'TW').reason, 'it is not UTF-8, and its characters look like this');
  t.is(readBack(GERMAN, 'cp850', 'DE').reason, 'it is not UTF-8, and this reads as German');
}); // prettier-ignore
