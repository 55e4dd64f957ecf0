import { foldLetters } from '#lib/fold-letters.ts';
import { HEADER_TARGETS, type HeaderTarget } from './targets.contract.ts';

/**
 * Header words in many languages; compared without case, accents and punctuation. The best come first: of two columns
 * for the same field, the one with the better word is used.
 */
const WORDS: Record<HeaderTarget, readonly string[]> = {
  email: [
    'email', 'e mail', 'email address', 'e mail address', 'mail', 'mail address', 'e mail adresse', 'emailadresse', 'mailadresse', 'adresse email', 'adresse e mail',
    'adresse mail', 'adresse electronique', 'courriel', 'mel', 'correo', 'correo electronico', 'direccion de correo', 'direccion de correo electronico', 'endereco de email', 'correio eletronico',
    'indirizzo email', 'indirizzo e mail', 'posta elettronica', 'e mailadres', 'mailadres', 'e post', 'epost', 'e postadress', 'epostadress', 'e postadresse', 'epostadresse',
    'sahkoposti', 'sahkopostiosoite', 'netfang', 'e pasts', 'el pastas', 'e posti aadress', 'adres email', 'adres e mail', 'poczta', 'e mailova adresa', 'emailova adresa', 'e mail cim', 'email cim', 'adresa de email', 'adresa email',
    'e posta', 'eposta', 'e posta adresi', 'имейл', 'емейл', 'емаил', 'почта', 'эл почта', 'электронная почта', 'адрес электронной почты', 'пошта', 'електронна пошта', 'електронна поща',
    'ηλεκτρονικη διευθυνση', 'ηλεκτρονικο ταχυδρομειο', 'אימייל', 'מייל', 'דואר אלקטרוני', 'البريد', 'البريد الالكتروني', 'بريد الكتروني', 'ایمیل', 'پست الکترونیک', 'ای میل', 'ईमेल', 'ই মেইল', 'ইমেইল', 'อีเมล',
    '邮箱', '电子邮箱', '电子邮件', '邮件地址', '電子郵件', '電郵', '信箱', 'メール', 'メールアドレス', 'eメール', '이메일', '전자우편', '메일', 'thu dien tu', 'surel',
  ],
  phone: [
    'mobile', 'mobile phone', 'mobile number', 'mobile phone number', 'cell', 'cell phone', 'cellphone', 'cell number', 'sms', 'sms number', 'whatsapp', 'whatsapp number', 'handy', 'handynummer', 'mobil', 'mobiltelefon', 'mobilnummer', 'mobiltelefonnummer', 'natel',
    'portable', 'numero de portable', 'tel portable', 'telephone portable', 'mobiel', 'mobiel nummer', 'gsm', 'movil', 'telefono movil', 'celular', 'numero de celular', 'telemovel', 'cellulare', 'matkapuhelin', 'matkapuhelinnumero', 'komorka', 'telefon komorkowy', 'cep', 'cep telefonu', 'cep tel', 'мобильный', 'мобильный телефон', 'мобільний', 'мобилен', 'κινητο', 'נייד', 'טלפון נייד', 'الجوال', 'رقم الجوال', 'الموبايل', 'موبايل', 'المحمول', 'موبایل', 'تلفن همراه', 'मोबाइल', 'मोबाइल नंबर', 'মোবাইল', 'มือถือ', '手机', '手机号', '手机号码', '手機', '携帯', '携帯電話', '휴대폰', '휴대전화', '핸드폰', 'di dong', 'so di dong', 'ponsel', 'no hp',
    'phone', 'phone number', 'phone no', 'telephone', 'telephone number', 'tel', 'tel no', 'telefon', 'telefonnummer', 'telefon nr', 'telefonnr', 'rufnummer', 'telefono', 'numero de telefono', 'numero di telefono', 'numero de telephone', 'no de telephone', 'telefone', 'numero de telefone', 'telefoon', 'telefoonnummer', 'tlf', 'tlf nr', 'tlfnr', 'puhelin', 'puhelinnumero', 'simi', 'telefonas', 'talrunis', 'numer telefonu', 'nr telefonu', 'telefonni cislo', 'telefonne cislo', 'telefonszam', 'numar de telefon', 'telefonska stevilka', 'broj telefona', 'telefon numarasi', 'телефон', 'номер телефона', 'тел', 'телефонен номер', 'τηλεφωνο', 'טלפון', 'מספר טלפון', 'الهاتف', 'رقم الهاتف', 'هاتف', 'تلفن', 'شماره تلفن', 'فون نمبر', 'फोन', 'फ़ोन', 'ফোন', 'โทรศัพท์', 'เบอร์โทร', '电话', '电话号码', '電話', '電話番号', '電話號碼', '전화', '전화번호', '연락처', 'dien thoai', 'so dien thoai', 'telepon', 'nomor telepon',
  ],
  name: ['name', 'full name', 'fullname', 'contact', 'contact name', 'vollstandiger name', 'nombre completo', 'nom complet', 'nome completo', 'nome e cognome', 'volledige naam', 'naam', 'navn', 'namn', 'nimi', 'imie i nazwisko', 'cele jmeno', 'teljes nev', 'ad soyad', 'adi soyadi', 'الاسم', 'الاسم الكامل', 'اسم', 'نام', 'имя', 'фио', 'полное имя', 'імя', 'ονοματεπωνυμο', 'שם', 'שם מלא', 'नाम', 'ชื่อ', '姓名', '名前', '氏名', 'お名前', '이름', '성명', 'ho ten', 'ho va ten', 'nama'],
  first_name: ['first name', 'firstname', 'given name', 'forename', 'vorname', 'prenom', 'nombre', 'nombres', 'primeiro nome', 'nome', 'voornaam', 'fornavn', 'fornamn', 'etunimi', 'imie', 'jmeno', 'meno', 'keresztnev', 'prenume', 'ime', 'ad', 'adi', 'ονομα', 'שם פרטי', 'الاسم الاول', '名'],
  last_name: ['last name', 'lastname', 'surname', 'family name', 'nachname', 'familienname', 'zuname', 'nom', 'nom de famille', 'apellido', 'apellidos', 'sobrenome', 'apelido', 'cognome', 'achternaam', 'etternavn', 'efternavn', 'efternamn', 'sukunimi', 'nazwisko', 'prijmeni', 'priezvisko', 'vezeteknev', 'nume', 'prezime', 'priimek', 'soyad', 'soyadi', 'фамилия', 'прізвище', 'επωνυμο', 'שם משפחה', 'اسم العائلة', '姓', '苗字'],
  locale: ['locale', 'language', 'lang', 'preferred language', 'sprache', 'langue', 'idioma', 'lingua', 'taal', 'sprak', 'sprog', 'kieli', 'jezyk', 'jazyk', 'nyelv', 'limba', 'dil', 'اللغة', 'язык', 'мова', 'γλωσσα', 'שפה', 'भाषा', '语言', '語言', '言語', '언어', 'bahasa'],
  time_zone: ['time zone', 'timezone', 'tz', 'zeitzone', 'fuseau horaire', 'zona horaria', 'fuso horario', 'fuso orario', 'tijdzone', 'tidszon', 'tidszone', 'часовой пояс', '时区', 'タイムゾーン'],
  country: ['country', 'country code', 'country name', 'country iso', 'iso country', 'iso country code', 'country of residence', 'land', 'landercode', 'landercode iso', 'laendercode', 'landerkennzeichen', 'landcode', 'landkode', 'landekode', 'landskod', 'wohnsitzland', 'staat', 'pays', 'code pays', 'codigo pais', 'codigo de pais', 'codice paese', 'stat', 'drzava', 'zemlja', 'држава', 'държава', 'riik', 'valsts', 'salis', 'ประเทศ', '나라', 'nchi', 'pais', 'paese', 'nazione', 'kraj', 'zeme', 'krajina', 'orszag', 'tara', 'ulke', 'maa', 'البلد', 'الدولة', 'کشور', 'страна', 'країна', 'χωρα', 'ארץ', 'מדינה', 'ארץ מגורים', 'מדינת מגורים', 'देश', '国家', '國家', '国', '국가', 'quoc gia', 'negara'],
  tags: ['tags', 'tag', 'labels', 'groups', 'group', 'lists', 'list', 'segment', 'segments', 'gruppe', 'gruppen', 'schlagworte', 'etiketten', 'etiquetas', 'etiquettes', 'etichette', 'groupes', 'grupos', 'gruppi', 'etykiety', 'etiketler', 'теги', 'метки', 'группы', 'الوسوم', '标签', '標籤', 'タグ', '태그'],
}; // prettier-ignore

/** Returns a header without case, accents and punctuation. */
export const plainHeader = (text: string): string =>
  foldLetters(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The meaning of a header. `whole`: the entire header is a known word; `order`: a lower one means a better word. */
export type Said = { target: HeaderTarget; whole: boolean; order: number };

const KNOWN: ReadonlyMap<string, Said> = new Map(
  HEADER_TARGETS.flatMap((target) =>
    WORDS[target].map((word, order): [string, Said] => [
      plainHeader(word),
      { target, whole: true, order },
    ]),
  ),
);

/** All words for addresses, also those of several words. */
export const ADDRESS_WORDS: readonly string[] = [...WORDS.email, ...WORDS.phone];

/** Returns whether a header as a whole is a known word. */
export const isKnownHeader = (header: string): boolean => KNOWN.has(plainHeader(header));

/**
 * Words of headers about an address whose column contains no addresses: `E-mail 1 - Type`, `SMS opt-in`, `Phone
 * verified`.
 */
const ABOUT = new Set(
  'at accepts bounced clicked confirmed consent consented count date day display domain fax hash id ids label last marketing md5 newsletter note notes opened opt optin optout permission preference provider sent sha256 since source status subscribed subscription time type unsubscribed valid verified'.split(
    ' ',
  ),
);

/** Words of headers whose addresses many people share, or that take no texts: no second address of the row's person. */
const SHARED = new Set('callback company firma pager telex'.split(' '));

/** Returns whether a header means addresses that are no second address of a person: `Company phone`, `Pager`. */
export const saysShared = (header: string): boolean =>
  plainHeader(header)
    .split(' ')
    .some((word) => SHARED.has(word));

/** Words for a name of any kind. Beside a column of first names they mean the last name. */
const ANY_NAME = new Set(
  ['name', 'naam', 'navn', 'namn', 'nimi', 'nama', 'имя', 'імя', 'الاسم', 'اسم', 'نام', 'שם', 'नाम', 'ชื่อ', '名前', '이름'].map(plainHeader),
); // prettier-ignore

/** Returns whether a header says only `Name`, which may be a full or partial name. */
export const saysAnyName = (header: string): boolean => ANY_NAME.has(plainHeader(header));

const FAX =
  /(^| )(tele)?fax|telecopie|faks|факс|传真|傳真|ファ(ッ)?クス|팩스|فاكس|فکس|פקס|φαξ|แฟกซ์|फैक्स/;

/** Returns whether a header means fax numbers, which cannot receive texts. */
export const saysFax = (header: string): boolean => FAX.test(plainHeader(header));

/**
 * Returns the field that a header names as a whole; an address also by a word in it (`Work e-mail`, `Phone 1 -
 * Value`).
 */
export function saidBy(header: string): Said | null {
  if (saysFax(header)) return null;
  const text = plainHeader(header);
  return KNOWN.get(text) ?? partOf(text);
}

function partOf(text: string): Said | null {
  if (text.split(' ').some((word) => ABOUT.has(word))) return null;
  const found = [...KNOWN].filter(
    ([word, { target }]) => (target === 'email' || target === 'phone') && contains(text, word),
  );
  // The longest word is the most specific: `mobile phone` rather than `phone`.
  const [best] = found.toSorted((a, b) => b[0].length - a[0].length);
  return best ? { ...best[1], whole: false } : null;
}

/** In scripts without spaces a word may be anywhere; in others it stands between spaces. */
const contains = (text: string, word: string): boolean =>
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー]{2,}$/u.test(
    word,
  )
    ? text.includes(word)
    : ` ${text} `.includes(` ${word} `);

/** Words of headers whose column never contains addresses, even if its values look like some. */
const NO_ADDRESS =
  /^(ids?|uuid|guid|no|num|account|konto|amount|betrag|price|preis|total|score|points|iban|bic|vat|uid|tax|ssn|zip|plz|postal|postcode|postleitzahl|cp|order|orders|invoice|rechnung|customer|kunde|kunden|contracts?|vertrag|vertrage|vertrags\p{L}*|contrat|contrato|contratto|umowa|smlouva|sozlesme|policy|police|member|membership|mitglied|ref|reference|referenz|aktenzeichen|auftrag|bestellung|beleg|quittung|receipt|ticket|case|serial|sku|isbn|project|projekt|facture|factura|fattura|factuur|faktura|fatura|commande|pedido|ordine|договор|контракт|счет|заказ|合同|合约|发票|订单|契約|請求書|注文|계약|주문|عقد|فاتورة|طلب|birth|birthday|birthdate|birthdays|dob|geburtstag|geboren|naissance|nacimiento|nascita|nascimento|date|day|datum|dato|data|fecha|anniversaire|cumpleanos|compleanno|syntymaaika|fodelsedag|fodselsdag|personnummer|created|updated|joined|signup|registered|since|seit|дата|день|рождения|تاريخ|日期|生日|誕生日|생일)$|(datum|nummer|nr|tag|dag|dato|number)$/u;

/** Returns whether a header means dates, ids, amounts and the like. */
export const saysNoAddress = (header: string): boolean =>
  plainHeader(header)
    .split(' ')
    .some((word) => NO_ADDRESS.test(word));
