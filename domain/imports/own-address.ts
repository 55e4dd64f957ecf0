import { ADDRESS_WORDS, isKnownHeader, plainHeader } from './header-words.ts';
import { asWritten, hasVowelMarks, saysSomebodyElse } from './other-people.ts';

/** Letters of scripts whose vowels are marks are compared as written: folded, Hindi “address” would equal “husband”. */
const plain = (text: string): string =>
  hasVowelMarks(text) ? asWritten(text) : plainHeader(text).replaceAll(/(\p{L})(?=\p{N})|(\p{N})(?=\p{L})/gu, '$1$2 '); // prettier-ignore

const setOf = (words: readonly string[]): ReadonlySet<string> =>
  new Set(words.flatMap((word) => plain(word).split(' ')).filter(Boolean));

const spaced = (lists: readonly string[]): string[] => lists.flatMap((list) => list.split(' '));

/*
 * Words of headers of the row's own addresses, by language (ISO 639-1), besides the words for addresses themselves:
 * what an address is for, which of several it is, and small words. A header with any other word is not known to mean
 * the person's own address.
 */
const USED_FOR: Readonly<Record<string, string>> = {
  en: 'main primary preferred default personal private home work business office professional company mobile landline direct daytime evening day night fixed line car default current new valid verified international national local format formatted e164 full raw with and or of for the your my own billing invoice shipping delivery order orders paypal account login notification notifications newsletter marketing telegram viber signal imessage text texting messaging contact value type code prefix country area entry id field username user name no nr number numbers num addr address addresses ph mob tele telephone emailaddress phonenumber',
  de: 'privat private privater privates geschaftlich geschaftliche dienstlich dienstliche beruflich berufliche arbeit buro firma firmen haupt standard bevorzugt bevorzugte bevorzugter festnetz zuhause wohnung tagsuber abends mobile mobiles personliche personlich eigene aktuelle aktuell neue und oder der des die fur mit vorwahl landesvorwahl rechnungs rechnung rechnungsadresse liefer lieferung lieferadresse versand bestell bestellung newsletter anmelde anmeldung adresse adr nummer nummern nr mail kontaktdaten international',
  fr: 'principal principale prefere preferee personnel personnelle prive privee domicile maison travail bureau pro professionnel professionnelle entreprise fixe portable mobile adresse numero num no de du des le la les et ou a au facturation livraison commande compte newsletter international indicatif actuel actuelle journee soir',
  es: 'principal preferido preferida personal privado privada particular casa trabajo laboral oficina empresa profesional fijo movil direccion numero num de del la el los y o para facturacion factura envio entrega pedido cuenta internacional prefijo actual',
  pt: 'principal preferido preferida preferencial pessoal privado particular casa residencial trabalho comercial empresa profissional escritorio fixo movel endereco numero num de do da dos e ou para faturacao faturamento fatura entrega envio encomenda conta internacional atual',
  it: 'principale preferito preferita preferenziale personale privato privata casa abitazione lavoro ufficio aziendale azienda professionale fisso mobile indirizzo numero num di del della dei e o per fatturazione fattura spedizione consegna ordine account internazionale attuale',
  ca: 'principal personal particular casa feina oficina empresa fix mobil adreca numero de del electronica',
  nl: 'hoofd primair primaire voorkeur prive persoonlijk persoonlijke zakelijk zakelijke thuis werk kantoor bedrijf vast vaste mobiel mobiele adres nummer nr van de het en of voor factuur levering bezorg bestelling internationaal huidig',
  sv: 'primar huvud foredragen privat privata personlig hem hemma arbete arbets jobb jobbet kontor foretag fast mobil adress nummer nr och eller faktura leverans bestallning till',
  da: 'primaer primar hoved foretrukken foretrukket privat personlig hjem hjemme arbejde arbejds job kontor firma fastnet mobil adresse nummer nr og eller faktura levering ordre til',
  nb: 'primaer primar hoved foretrukken foretrukket privat personlig hjem hjemme arbeid arbeids jobb kontor firma fasttelefon mobil adresse nummer nr og eller faktura levering ordre til',
  fi: 'ensisijainen paa henkilokohtainen yksityinen koti kotona tyo tyopaikka toimisto yritys lanka osoite numero nro ja tai laskutus toimitus tilaus',
  is: 'heima vinna vinnu personulegt adal farsimi heimasimi numer',
  et: 'peamine isiklik era kodu too tookoht kontor firma mobiil aadress number nr ja voi',
  lv: 'galvenais personigais privats majas darba darbs biroja mobilais adrese numurs nr un vai',
  lt: 'pagrindinis asmeninis privatus namu darbo biuro mobilus mobilusis adresas numeris nr ir arba',
  pl: 'glowny glowna podstawowy podstawowa preferowany prywatny prywatna osobisty domowy dom praca sluzbowy sluzbowa biuro firmowy firma stacjonarny komorkowy adres numer nr do i lub dla faktury faktura dostawy zamowienia',
  cs: 'hlavni primarni preferovany soukromy soukroma osobni domu domaci prace pracovni sluzebni kancelar firma firemni pevna linka mobil mobilni adresa cislo c a nebo pro fakturace fakturacni dodaci objednavka',
  sk: 'hlavny primarny preferovany sukromny sukromna osobny domov domaci praca pracovny sluzobny kancelaria firma firemny pevna linka mobil mobilny adresa cislo a alebo pre fakturacny dodaci',
  hu: 'elsodleges fo privat szemelyes sajat otthoni lakas munkahelyi munka irodai iroda ceges vezetekes mobil cim szam szama es vagy szamlazasi szallitasi',
  ro: 'principal principala preferat personal personala privat acasa domiciliu serviciu munca birou firma fix mobil adresa numar nr de si sau pentru facturare livrare',
  hr: 'glavni glavna primarni osobni osobna privatni privatna licni kucni kuca posao poslovni sluzbeni ured fiksni mobilni mobitel adresa broj br i ili za dostava racun',
  sl: 'glavni primarni osebni zasebni domaci dom sluzbeni sluzba pisarna stacionarni mobilni naslov stevilka st in ali za',
  bg: 'основен предпочитан личен лична домашен служебен служебна работен работна офис мобилен стационарен адрес номер и или за',
  sr: 'главни лични приватни кућни пословни службени мобилни адреса број и или за',
  ru: 'основной основная основнои предпочитаемый личный личная частный домашний домашняя дом рабочий рабочая служебный служебная офис офисный мобильный сотовый городской адрес номер и или для контактный контактная международный',
  uk: 'основний основна особистий особиста приватний домашній домашня робочий робоча службовий офіс мобільний міський адреса номер і та або для контактний контактна',
  el: 'κύριο κύριος προσωπικό ιδιωτικό σπίτι σπιτιού οικίας εργασία εργασίας γραφείο γραφείου επαγγελματικό σταθερό κινητό διεύθυνση αριθμός και ή του της επικοινωνίας',
  tr: 'birincil asıl tercih edilen kişisel özel ev iş ofis işyeri şirket sabit cep mobil adres adresi numara numarası no ve veya fatura teslimat iletişim',
  ar: 'الرئيسي الأساسي المفضل الشخصي الخاص المنزل منزل البيت العمل عمل المكتب مكتب الشركة الثابت الجوال المحمول عنوان العنوان رقم أرقام الإلكتروني بريد هاتف و أو للتواصل التواصل الاتصال',
  he: 'ראשי עיקרי מועדף אישי פרטי בית בבית עבודה בעבודה משרד עסקי קווי נייד כתובת מספר של ו או דואר ליצירת קשר',
  fa: 'اصلی شخصی خصوصی خانه منزل کار محل دفتر شرکت ثابت همراه آدرس نشانی شماره و یا تماس',
  hi: 'मुख्य प्राथमिक व्यक्तिगत निजी घर कार्य कार्यालय ऑफिस मोबाइल पता नंबर संख्या फ़ोन फोन ईमेल का की के और या संपर्क',
  bn: 'প্রধান ব্যক্তিগত বাড়ি কাজ অফিস মোবাইল ঠিকানা নম্বর ফোন ইমেইল ও বা যোগাযোগ',
  zh: '主要 首选 首選 默认 默認 常用 个人 個人 私人 家庭 住宅 家里 工作 办公 辦公 办公室 公司 商务 商務 固定 移动 行動 手机 手機 联系 聯絡 聯繫 地址 号码 號碼 号 號 电话 電話 座机 的 和 或 账单 帳單 收货 收貨 订单 訂單 账户 帳戶',
  ja: '主要 優先 既定 個人 個人用 私用 自宅 自宅用 勤務先 職場 会社 仕事 仕事用 固定 携帯 連絡先 連絡 住所 アドレス 番号 電話 電話番号 の 用 と または ご お 請求 配送 注文 代表 日中',
  ko: '기본 주요 우선 개인 집 자택 직장 회사 업무 사무실 유선 휴대 연락 주소 번호 의 와 또는 전화 배송 청구',
  th: 'หลัก ส่วนตัว บ้าน ที่บ้าน ที่ทำงาน ทำงาน สำนักงาน มือถือ ที่อยู่ หมายเลข เบอร์ โทร โทรศัพท์ อีเมล ติดต่อ และ หรือ ของ',
  vi: 'chính nhà riêng địa chỉ số và hoặc của liên hệ',
  id: 'utama pribadi rumah kantor kerja perusahaan seluler alamat nomor no hp wa dan atau untuk kontak telp tetap',
}; // prettier-ignore

/** Words for the person of the row, as programs and people name them: an address of a second one is somebody else's. */
const PERSON: Readonly<Record<string, string>> = {
  en: 'customer customers client member patient student pupil subscriber recipient attendee guest buyer participant lead employee applicant candidate donor volunteer resident tenant registrant respondent passenger traveler traveller visitor shopper purchaser prospect learner',
  de: 'kunde kunden kundin mitglied mitglieder mitglieds teilnehmer teilnehmerin burger burgerin mieter mieterin patient patienten patientin geschaftspartner absender benutzer nutzer abonnent abonnenten empfanger gast gaste kaufer besteller interessent interessenten spender bewerber schuler student studierende bewohner',
  fr: 'client cliente adherent adherente abonne abonnee membre patient patiente utilisateur etudiant inscrit participant donateur invite locataire acheteur',
  es: 'cliente clienta miembro socio socia paciente usuario suscriptor estudiante alumno participante donante invitado inquilino comprador',
  pt: 'cliente membro socio paciente usuario utilizador assinante estudante aluno participante doador inquilino comprador',
  it: 'cliente membro socio paziente utente iscritto abbonato studente partecipante donatore ospite inquilino acquirente',
  nl: 'klant lid patient gebruiker abonnee student deelnemer donateur gast huurder koper',
  nordic: 'kund kunden kunde kundens medlem patient pasient bruger bruker anvandare abonnent prenumerant student deltagare deltager deltaker gast gaest gjest asiakas asiakkaan jasen potilas kayttaja tilaaja osallistuja',
  slavic: 'klient klienta klientka czlonek pacjent uzytkownik subskrybent uczestnik zakaznik zakaznika clen pacient uzivatel odberatel ucastnik klijent kupac korisnik клиент клиента пациент пользователь подписчик участник покупатель клієнт клієнта пацієнт користувач',
  others: 'πελάτη πελάτης müşteri müşterinin üye hasta kullanıcı ügyfél vásárló client العميل عميل الزبون المشترك المستخدم לקוח הלקוח מנוי משתמש مشتری کاربر ग्राहक গ্রাহক 客户 客戶 顾客 顧客 会员 會員 用户 用戶 患者 学生 學生 お客様 会員 利用者 고객 회원 ลูกค้า สมาชิก pelanggan anggota',
}; // prettier-ignore

/** The same, of programs for companies; these also stand beside the words above: `Customer contact email`. */
const CONTACT =
  'contact contacts person kontakt kontakte kontaktperson kontaktpersonen ansprechpartner ansprechpartnerin contacto contato contatto persona pessoa personne contactpersoon yhteyshenkilo osoba контакт 联系 联系人 聯絡 聯絡人 聯繫人 ご担当者 担当者 担当 담당자'.split(
    ' ',
  );

/** Words for a person to talk to: beside a word for the row's person, that is another one (`Patient contact person`). */
const CONTACT_PERSON = setOf(['person', 'kontaktperson', 'ansprechpartner', 'ansprechpartnerin', 'contactpersoon', 'persona', 'pessoa', 'personne', 'yhteyshenkilo', 'osoba']); // prettier-ignore

/** Words for an order: who takes it, or is to be asked about it, may be anyone (`Delivery contact`, `Order recipient`). */
const ORDER = setOf(
  spaced([
    'billing invoice shipping delivery order orders rechnung rechnungs liefer lieferung versand bestell bestellung facturation livraison commande facturacion factura envio entrega pedido faturacao faturamento fatura encomenda fatturazione fattura spedizione consegna ordine factuur levering bezorg bestelling faktura leverans bestallning ordre laskutus toimitus tilaus faktury dostawy zamowienia fakturace fakturacni dodaci objednavka szamlazasi szallitasi facturare livrare dostava teslimat 账单 帳單 收货 收貨 订单 訂單 請求 配送 注文 배송 청구',
  ]),
);
const RECIPIENT = setOf([
  'recipient',
  'empfanger',
  'guest',
  'gast',
  'invite',
  'invitado',
  'destinataire',
  'destinatario',
]);

/** Words for one of several addresses. Beside a word for a person they mean another person: `Second tenant email`. */
const FURTHER =
  'second secondary 2nd third tertiary 3rd other alternate alternative additional additionally another further extra backup zweite zweiter zweites dritte weitere weiterer weiteres andere anderer sonstige alternative zusatzliche autre deuxieme seconde secondaire otro otra segundo segunda secundario secundaria alternativo outro outra altro altra seconda secondo secondario ander andere tweede secundair annan andra sekundar anden annen andre toinen muu toissijainen inny inna drugi druga dodatkowy dalsi druhy druha jiny iny masodlagos masik alt alta secundar drugi drugo другой другая другои второй вторая второи дополнительный інша друга інший другий додатковий δεύτερο άλλο ikinci diğer آخر أخرى الثاني נוסף אחר שני دوم دیگر दूसरा अन्य 其他 其它 备用 備用 第二 その他 別の 第二 다른 기타 อื่น สำรอง khác phụ lain kedua'.split(
    ' ',
  );

/** Headers of these words alone say nothing about their values. */
const NOTHING = 'column columns col field spalte feld colonne champ columna campo colonna coluna kolom veld kolumn kolonne sarake kolumna sloupec stlpec oszlop coloana stupac столбец колонка стовпець sutun unnamed untitled value values wert data text'; // prettier-ignore

/** Single letters of `e mail`, of a genitive, and articles. */
const LETTERS = 'e s l d n o a i u v w y z k';

/** A shorter word is not recognized within a longer one. */
const SHORTEST_PART = 3;

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

const PERSONS = setOf(spaced(Object.values(PERSON)));
const CONTACTS = setOf(CONTACT);
const FURTHERS = setOf(FURTHER);
const SILENT = setOf(NOTHING.split(' '));
const KNOWN: ReadonlySet<string> = new Set([
  ...setOf([...ADDRESS_WORDS, ...spaced(Object.values(USED_FOR)), ...LETTERS.split(' ')]),
  ...PERSONS,
  ...CONTACTS,
  ...FURTHERS,
]);

/**
 * Returns whether a header is known to mean the row's own addresses: all its words are for addresses, their use or
 * the person of the row (`Work e-mail`, `Customer phone 2`), or it says nothing (`Column 3`).
 * @param also further words that such a header may have
 */
export function saysOwnAddress(header: string, also: ReadonlySet<string> = new Set()): boolean {
  if (saysSomebodyElse(header)) return false;
  if (isKnownHeader(header)) return true;
  const words = plain(header.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')).split(' ');
  if (words.every((word) => [...word].length < 2 || isNumber(word) || SILENT.has(word)))
    return true;
  const parts = [words, plain(header).split(' ')]
    .map((some) => some.map((word) => (also.has(word) ? [word] : partsOf(word))))
    .find((some) => some.every((one) => one !== null));
  return parts !== undefined && !saysSecondPerson(parts.flatMap((one) => one ?? []));
}

const isNumber = (word: string): boolean => /^\p{N}+$/u.test(word);

/** Returns the known words that a word consists of: `kundentelefon` is two. Null when there are others in it. */
function partsOf(word: string): string[] | null {
  if (isNumber(word) || KNOWN.has(word)) return [word];
  const least = UNSPACED.test(word) ? 1 : SHORTEST_PART;
  for (let at = word.length - least; at >= least; at--) {
    const first = word.slice(0, at);
    const rest = KNOWN.has(first) ? partsOf(word.slice(at)) : null;
    if (rest) return [first, ...rest];
  }
  return null;
}

/** `Second tenant email`, `Applicant 2`, `Member guest email`, `Delivery contact`: not the person of the row. */
function saysSecondPerson(words: readonly string[]): boolean {
  const persons = new Set(words.filter((word) => PERSONS.has(word)));
  const talkedTo = words.some((word) => CONTACT_PERSON.has(word));
  if (persons.size + (talkedTo && persons.size ? 1 : 0) > 1) return true;
  if (
    words.some((word) => ORDER.has(word)) &&
    words.some((word) => CONTACTS.has(word) || RECIPIENT.has(word))
  )
    return true;
  return words.some((word, i) => {
    if (!PERSONS.has(word) && !CONTACTS.has(word)) return false;
    const [before = '', after = ''] = [words[i - 1], words[i + 1]];
    return [before, after].some((one) => FURTHERS.has(one) || /^0*[2-9]$/.test(one));
  });
}
