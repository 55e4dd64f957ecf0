import test from 'ava';
import { mapping } from '#domain/contact-imports/contract.ts';
import { guessColumns, mappingOf } from '#domain/contact-imports/guess-columns.ts';

const guess = (header: string[], rows: string[][], country = 'US') =>
  mappingOf(guessColumns(header, rows, country));

test('columns are found by what is in them when the header says nothing', (t) => {
  const found = guess(['a', 'b', 'c'], [['x@example.com', '+12015550123', 'red']]);
  t.deepEqual(found, { a: 'email', b: 'phone', c: 'field:c' });
});

const DAYS = [
  '1990-01-31', '31.01.1990', '31. 1. 1990', '1.2.90', '01/31/1990', '31/01/1990', '1/2/1990', '01-02-1990', '1990/01/31',
  '1990.01.31', '1990 01 31', '31 01 1990', '01 02 90', '19900131', '310190', '900131', '1990-01-31 10:15',
  '1990-01-31T10:15:30Z', '1990-01-31T10:15:30.123+01:00', '31.01.1990, 10:15', '01/31/1990 10:15 PM', '631152000', '631152000000',
  '1990年1月31日', '01.1990', '01/1990', '1990-01', '1/1990',
]; // prettier-ignore
const IDS = [
  '123456', '12345678', '00123456', '0012345678', '2015550123', '06641234567', '4366412345678', '123-45-6789', '012-34-5678',
  '900131-1234', '010131-1234', '19900131-1234', '010190 12345', '2024-001234', '12 345 678', '123 456 789', '00-12345-67',
  '1,234,567.89', "1'234'567", '123456.78', 'A-123456', '12345678-9', '978-3-16-148410-0', '4111 1111 1111 1111',
]; // prettier-ignore

test('no day, id or amount becomes an address, whatever the header and the country', (t) => {
  for (const country of [
    'AT',
    'SE',
    'DE',
    'US',
    'GB',
    'FR',
    'ES',
    'IT',
    'CH',
    'NO',
    'KW',
    'IN',
    'BR',
    'CN',
  ]) {
    for (const header of ['birthday', 'signup date', 'customer no', 'x', 'Spalte', 'code']) {
      for (const value of [...DAYS, ...IDS]) {
        const found = guess(['E-Mail', header], Array.from({ length: 5 }, (_, i) => [`a${i}@example.com`, value]), country); // prettier-ignore
        t.regex(String(found[header]), /^field:/, `${header} ${value} ${country}`);
      }
    }
  }
});

test('a number is found by its plus sign or by the way it is written', (t) => {
  const cases: [string, string][] = [
    ['+43 664 1234567', 'AT'], ['+1 (201) 555-0123', 'AT'], ['0664 123 45 67', 'AT'], ['0664/1234567', 'AT'], ['01 23 45 67 89', 'FR'],
    ['(201) 555-0123', 'US'], ['201-555-0123', 'US'], ['201.555.0123', 'US'], ['020 7946 0018', 'GB'], ['(030) 1234567', 'DE'], ['0049 30 1234567', 'AT'],
  ]; // prettier-ignore
  for (const [value, country] of cases) t.is(guess(['x'], [[value]], country)['x'], 'phone', value);
  t.is(guess(['invoice no'], [['0664 123 45 67']], 'AT')['invoice no'], 'field:invoice_no');
});

test('headers are read in the languages that files come in, also with more words around', (t) => {
  const words: [string, string][] = [
    ['E-Mail-Adresse', 'email'], ['Adresse e-mail', 'email'], ['Correo electrónico', 'email'], ['E-postadress', 'email'], ['Sähköposti', 'email'],
    ['Adres e-mail', 'email'], ['E-posta', 'email'], ['Электронная почта', 'email'], ['البريد الإلكتروني', 'email'], ['電子郵件', 'email'], ['メールアドレス', 'email'],
    ['E-mail 1 - Value', 'email'], ['Work Email', 'email'],
    ['Handynummer', 'phone'], ['N° de téléphone', 'phone'], ['Teléfono móvil', 'phone'], ['Telefoonnummer', 'phone'], ['Matkapuhelin', 'phone'],
    ['Nr telefonu', 'phone'], ['Номер телефона', 'phone'], ['رقم الجوال', 'phone'], ['手机号码', 'phone'], ['携帯電話', 'phone'], ['Phone 1 - Value', 'phone'],
    ['Vorname', 'first_name'], ['Sukunimi', 'last_name'], ['Nazwisko', 'last_name'], ['Ad Soyad', 'name'], ['Sprache', 'locale'], ['País', 'country'],
  ]; // prettier-ignore
  for (const [header, target] of words) {
    const value = target === 'email' ? 'a@example.com' : target === 'phone' ? '+12015550123' : 'x';
    t.is(guess([header], [[value]])[header], target, header);
  }
  for (const header of [
    'Email verified',
    'Phone 1 - Type',
    'SMS opt-in',
    'Email status',
    'Last email date',
  ])
    t.regex(String(guess([header], [['yes']])[header]), /^field:/, header);
});

test('of two columns of addresses the better header wins, one found by its values is left out and says so', (t) => {
  const cases: [header: string[], email: string][] = [
    [['Work contact', 'Email'], 'Email'],
    [['Contact', 'E-Mail', 'x'], 'E-Mail'],
    [['a', 'b'], 'a'],
  ];
  for (const [header, email] of cases) {
    const guesses = guessColumns(header, [header.map((_, i) => `p${i}@example.com`)], 'US');
    for (const { column, target, reason } of guesses) {
      t.is(target, column === email ? 'email' : null, `${header.join()}: ${column}`);
      if (column !== email) t.is(reason, `left out: “${email}” is used as e-mail`);
    }
  }
  // An empty column with the better name is not preferred.
  t.deepEqual(guess(['Email', 'Mail'], [['', 'a@example.com']]), {
    Email: 'email_2',
    Mail: 'email',
  });
});

test('further columns of addresses are known by their names, and taken where the others are empty', (t) => {
  const cases: [header: string[], ...targets: (string | null)[]][] = [
    [['Email', 'Mail'], 'email', 'email_2'],
    [['E-Mail 2', 'E-Mail'], 'email_2', 'email'],
    [['Email', 'Second e-mail', 'Work email', 'Invoice e-mail'], 'email', 'email_2', 'email_3', null],
    [['E-mail Address', 'E-mail Display Name', 'E-mail 2 Address', 'E-mail 2 Display Name'], 'email', 'field:e_mail_display_name', 'email_2', 'field:e_mail_2_display_name'],
    [['Email', 'x', "Assistant's e-mail", 'Emergency contact email'], 'email', null, null, null],
    [['E-Mail', 'E-Mail geschäftlich'], 'email', 'email_2'],
    [['メールアドレス', 'メール'], 'email_2', 'email'],
  ]; // prettier-ignore
  for (const [header, ...targets] of cases) {
    const rows = [header.map((name, i) => (/display/i.test(name) ? 'Jane' : `p${i}@example.com`))];
    t.deepEqual(
      guessColumns(header, rows, 'US').map(({ target }) => target),
      targets,
      header.join(),
    );
  }
  const phones = guessColumns(
    ['Phone', 'Mobile', 'Home fax', 'Home phone', 'x'],
    [['+12015550123', '+12015550124', '+12015550125', '+12015550126', '+12015550127']],
    'US',
  );
  t.deepEqual(
    phones.map(({ target, reason }) => [target, reason]),
    [
      ['phone_2', 'by its name: used where “Mobile” is empty'],
      ['phone', 'by its name'],
      ['field:home_fax', 'a fax number cannot receive texts'],
      ['phone_3', 'by its name: used where “Mobile” and “Phone” are empty'],
      [null, 'left out: “Mobile” is used as phone'],
    ],
  );
});

const fields = (...header: string[]) => {
  const found = guess(['email', ...header], [['a@b.example', ...header.map(() => 'some words')]]);
  return Object.values(found).slice(1);
};

test('a custom field is named by its header in any script, never by where the column stands', (t) => {
  t.deepEqual(fields('会社', '役職'), ['field:会社', 'field:役職']);
  t.deepEqual(fields('趣味', '血液型'), ['field:趣味', 'field:血液型']);
  t.deepEqual(fields('Хобби', 'Größe', 'पसंद', 'الهواية'), ['field:хобби', 'field:grosse', 'field:पसंद', 'field:الهواية']);
  // Marks that are letters keep two words apart.
  t.is(new Set([...fields('ハハ'), ...fields('パパ'), ...fields('ババ')]).size, 3);
  t.is(new Set([...fields('★'), ...fields('💶'), ...fields('会社 A'), ...fields('趣味 A')]).size, 4);
  const long = 'How satisfied are you with the service of our customer centre as to ';
  t.not(fields(`${long}speed`)[0], fields(`${long}manners`)[0]);
  t.deepEqual(fields('Column 3'), [null]);
  for (const field of fields('会社', 'पसंद', '★', '2. İl', 'ǅ', `${long}speed`))
    t.true(mapping.safeParse({ x: field }).success, String(field));
}); // prettier-ignore

test('two headers that make one field name make two fields', (t) => {
  const found = guess(['Colour!', 'Colour?', '色', '色2'], [['a', 'b', 'c', 'd']]);
  t.is(new Set(Object.values(found)).size, 4);
  t.deepEqual(
    guess(['constructor', '__proto__'], [['a', 'b']])['constructor'],
    'field:constructor',
  );
});

test('`Name` beside a column of first or last names is the other part', (t) => {
  const parts: [header: string[], Record<string, string>][] = [
    [['E-Mail', 'Name', 'Vorname'], { Name: 'last_name', Vorname: 'first_name' }],
    [['Email', 'Name', 'Surname'], { Name: 'first_name', Surname: 'last_name' }],
    [['Эл. почта', 'Имя', 'Фамилия'], { Имя: 'first_name', Фамилия: 'last_name' }],
    [['E-post', 'Namn', 'Förnamn'], { Namn: 'last_name', Förnamn: 'first_name' }],
  ];
  for (const [header, found] of parts)
    t.like(guess(header, [['a@example.com', 'One', 'Two']]), found, header.join());
  // Whole names stay whole.
  t.like(guess(['Name', 'Vorname'], [['Amina Khalil', 'Amina']]), { Name: 'name' });
  t.like(guess(['Full name', 'Vorname'], [['Khalil', 'Amina']]), { 'Full name': 'name' });
  t.like(guess(['Name', 'First name', 'Last name'], [['a', 'b', 'c']]), { Name: 'name' });
});

test('contracts, invoices and faxes are no phones to text', (t) => {
  for (const header of ['Vertrag', 'Contract', 'Invoice', 'Vertragsnr', 'x', 'Договор', '合同'])
    t.regex(String(guess([header], [['030-123456']], 'DE')[header]), /^field:/, header);
  for (const header of [
    'Fax',
    'Telefax',
    'Faxnummer',
    'Fax number',
    'Work fax',
    '传真电话',
    'Факс',
  ])
    t.regex(String(guess([header], [['+49 30 1234567']], 'DE')[header]), /^field:/, header);
  t.is(guess(['x'], [['0151-33456723']], 'DE')['x'], 'phone');
  t.is(guess(['x'], [['0664\u202f123\u202f45\u202f67']], 'AT')['x'], 'phone');
});

const unnamed = (rows: string[][], country: string) =>
  guessColumns(rows[0]?.map((_, i) => `Column ${i + 1}`) ?? [], rows, country, false).map(
    (one) => one.target,
  );
const beside = (...digits: string[]) => digits.map((one, i) => [`p${i}@example.com`, one]);

test('without a row of names plain digits are phone numbers where they are mobile numbers and no ids', (t) => {
  t.deepEqual(unnamed([['06641234567', 'Ann']], 'AT'), ['phone', null]);
  t.deepEqual(unnamed([['4366412345678', 'Ann']], 'DE'), ['phone', null]);
  t.is(unnamed(beside('06641234567'), 'AT')[1], 'phone');
  t.is(unnamed(beside('2015550123', '2125550187', '3105550199'), 'US')[1], 'phone');
  for (const ids of [
    ['2015550123'], ['2015550123', '2015550124', '2015550125'], ['1000000001', '4111111111', '0000000017'],
    ['19900131', '19910228', '19920301'], ['123456789', '987654321', '555555555'],
  ]) t.is(unnamed(beside(...ids), 'US')[1], null, ids.join());
  t.is(guess(['E-Mail', 'x'], beside('06641234567'), 'AT')['x'], 'field:x', 'a name says what it is not');
}); // prettier-ignore
