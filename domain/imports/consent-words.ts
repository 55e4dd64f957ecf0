import { foldLetters } from '#lib/fold-letters.ts';
import { withoutInvisible } from '#lib/invisible.ts';

/*
 * Words of headers and values about consent, by language (ISO 639-1). Entries are separated by commas; several words
 * are a phrase. `word-` may begin a longer word, `-word` may end one (`Werbeeinwilligung`).
 */

/** A refusal, as a header (`Unsubscribed`) or as a value (`unsubscribed`). */
export const REFUSES = `
en: unsub, unsubs, unsubscribe, unsubscribed, unsubscribes, unsubscription, not subscribed, never subscribed, non subscribed, opt out, opts out, opted out, opting out, optout, optedout, opt outs, optouts, not opted in, never opted in, do not contact, donotcontact, do not email, do not e mail, donotemail, do not mail, donotmail, do not text, donottext, do not sms, donotsms, do not call, donotcall, do not send, do not market, do not solicit, do not disturb, don t contact, don t email, don t e mail, don t send, don t text, don t call, dont contact, dont email, dont send, never contact, never email, no contact, no email, no emails, no e mail, no mail, no mails, no mailing, no mailings, no marketing, no newsletter, no sms, no text, no texts, no calls, no consent, not consented, without consent, dnc, dne, dnm, dnd, blacklist, blacklisted, black list, blocklist, blocklisted, block list, denylist, deny list, stoplist, stop list, suppress, suppressed, suppression, hard bounce, hard bounced, hardbounce, hard bounces, soft bounce, spam complaint, spam complaints, spam report, spam reports, marked as spam, marked spam, reported spam, reported as spam, abuse complaint, non marketing contact, non marketing, objected to marketing, objects to marketing, objection to marketing, consent withdrawn, withdrew consent, consent revoked, revoked consent
de: abgemeldet, abmeldung, abmeldedatum, abgemeldet am, austragung, ausgetragen, abbestellt, abbestellung, widerruf, widerrufen, widerrufsdatum, widersprochen, widerspruch, werbewiderspruch, werbesperre, werbesperren, werbestopp, kontaktsperre, mailsperre, mailingsperre, emailsperre, newslettersperre, versandsperre, sperrvermerk, sperrliste, keine werbung, keine e mail, keine e mails, keine email, keine emails, keine mails, keine mail, kein newsletter, keine newsletter, kein mailing, keine sms, kein kontakt, keine einwilligung, nicht anschreiben, nicht kontaktieren, nicht einverstanden, nicht angemeldet, nicht abonniert, robinson-, unzustellbar
fr: desabonne, desabonnee, desabonnes, desabonnement, desinscrit, desinscrite, desinscription, desinscrits, ne pas contacter, ne pas envoyer, ne pas appeler, ne pas demarcher, liste noire, liste rouge, pas de newsletter, pas de mail, pas d email, sans consentement, non abonne, non inscrit
es: dado de baja, dada de baja, de baja, desuscrito, desuscrita, desuscripcion, desinscrito, cancelo suscripcion, suscripcion cancelada, no contactar, no enviar, no llamar, no molestar, no desea, lista negra, lista robinson, sin consentimiento, no suscrito, no suscrita
it: disiscritto, disiscritta, disiscritti, disiscrizione, cancellato dalla lista, non contattare, non inviare, non chiamare, lista nera, senza consenso, non iscritto, non iscritta, opposizione
pt: descadastrado, descadastrada, descadastro, descadastramento, cancelou inscricao, cancelou a inscricao, inscricao cancelada, desinscrito, nao contatar, nao contactar, nao enviar, nao ligar, nao perturbe, lista negra, lista de bloqueio, sem consentimento, nao inscrito
nl: uitgeschreven, uitschrijving, afgemeld, afmelding, niet mailen, niet contacteren, niet benaderen, niet bellen, geen e mail, geen mail, geen mails, geen nieuwsbrief, geen reclame, zwarte lijst, geen toestemming, niet ingeschreven
sv: avregistrerad, avanmald, avprenumererad, avslutad prenumeration, kontakta inte, kontakta ej, ej kontakt, inga utskick, ej utskick, inget nyhetsbrev, svartlistad, nix, reklamsparr, sparrad
da: afmeldt, framelding, frameldt, afmelding, ma ikke kontaktes, kontakt ikke, ingen mails, ingen nyhedsbrev, sortlistet, reklamebeskyttet
nb: avmeldt, avmelding, ikke kontakt, kontakt ikke, ma ikke kontaktes, ingen e post, ingen nyhetsbrev, svartelistet, reservert mot-
fi: poistunut listalta, perunut tilauksen, peruttu, ala ota yhteytta, ei markkinointia, ei uutiskirjetta, markkinointikielto, suoramarkkinointikielto, kielto
pl: wypisany, wypisana, wypisani, wypisanie, rezygnacja, zrezygnowal-, sprzeciw, nie kontaktowac, nie wysylac, nie dzwonic, czarna lista, brak zgody, wycofana zgoda, bez zgody
cs: odhlasen-, odhlaseni, nekontaktovat, neposilat, nevolat, cerna listina, bez souhlasu, odvolan-, nesouhlas-
sk: odhlasen-, odhlasenie, nekontaktovat, neposielat, cierna listina, bez suhlasu, nesuhlas-
hu: leiratkozott, leiratkozas, leiratkozva, ne kuldj-, tiltolista, tiltolistas, nem jarult hozza, letiltva
ro: dezabonat, dezabonata, dezabonare, nu contacta, nu contactati, nu trimite, lista neagra, fara consimtamant
hr: odjavljen, odjavljena, odjava, ne kontaktirati, crna lista, bez privole
tr: abonelikten cikti, abonelikten cikan, abonelik iptal, aranmasin, aramayin, gonderme, kara liste, izinsiz, izin yok, izni yok, iys ret
ru: отписан, отписана, отписался, отписалась, отписка, отписки, отписаны, не беспокоить, не писать, не звонить, не отправлять, не рассылать, черный список, в черном списке, отказ, отказ от рассылки, без согласия, нет согласия, отозвано-
uk: відписан-, відписався, відписалась, відписка, не турбувати, не писати, не дзвонити, чорний список, відмова, без згоди
bg: отписан-, отписване, не контактувай, черен списък, без съгласие
el: απεγγραφ-, διαγραφη, μη επικοινωνια, χωρις συγκαταθεση, μαυρη λιστα
ar: الغاء الاشتراك, الغي الاشتراك, غير مشترك, لا تتصل, عدم الاتصال, عدم الازعاج, القائمه السوداء, بدون موافقه
he: הוסר, הוסרה, הסרה, הוסר מרשימת תפוצה, ביטל הרשמה, לא לשלוח, אין לשלוח, לא ליצור קשר, רשימה שחורה, ללא הסכמה
fa: لغو اشتراك, لغو عضويت, تماس نگيريد, ليست سياه
hi: सदस्यता समाप्त, अनसब्सक्राइब, संपर्क न करें
zh: 退订, 退訂, 已退订, 已退訂, 取消订阅, 取消訂閱, 拒收, 勿扰, 勿擾, 请勿联系, 請勿聯絡, 黑名单, 黑名單, 未同意, 不同意
ja: 配信停止, 解除, 退会, 停止希望, 送信不可, 連絡不可, 送付不要, 配信不要, 拒否, ブラックリスト, 未同意, 不同意
ko: 수신거부, 수신 거부, 구독취소, 구독 취소, 구독해지, 블랙리스트, 미동의, 거부
th: ยกเลิกการสมัคร, ยกเลิกรับข่าวสาร, ห้ามติดต่อ, ไม่ยินยอม
vi: huy dang ky, da huy dang ky, khong lien he, danh sach den, tu choi
id: berhenti berlangganan, jangan hubungi, jangan kirim, daftar hitam, tidak setuju
`;

/** A refusal in a column about consent or a status only: elsewhere an order or a payment may be meant. */
export const REFUSES_HERE = `
en: bounce, bounced, bounces, bouncing, undeliverable, blocked, block, banned, removed, remove, cleaned, clean, complaint, complaints, complained, complainer, spam, refused, refuses, refusal, declined, decline, denied, rejected, revoked, revoke, revocation, withdrawn, withdrew, withdrawal, objected, objects, objection, excluded, exclude, exclusion, disabled, deactivated, inactive, inactiv, unconfirmed, pending, deceased, dead, quarantined, lapsed, expired, out, stop, stopped, never, negative
de: gesperrt, sperre, sperrung, geblockt, blockiert, abgelehnt, ablehnung, verweigert, inaktiv, geloscht, ausgeschlossen, verstorben, unbestatigt, offen, entzogen
fr: opposition, oppose, refus, bloque, bloquee, refuse, refusee, rejete, supprime, inactif, inactive, exclu, retire, decede, decedee, en attente
es: baja, bloqueado, bloqueada, rechazado, rechazada, inactivo, inactiva, eliminado, excluido, revocado, fallecido, pendiente
it: bloccato, bloccata, rifiutato, rifiutata, inattivo, inattiva, escluso, revocato, revoca, negato, negata, deceduto, in attesa
pt: bloqueado, bloqueada, recusado, recusada, rejeitado, inativo, inativa, removido, excluido, revogado, falecido, pendente
nl: geblokkeerd, geweigerd, afgewezen, inactief, verwijderd, uitgesloten, ingetrokken, overleden
sv: blockerad, nekad, avvisad, inaktiv, borttagen, aterkallad, avliden
da: blokeret, afvist, inaktiv, slettet, tilbagekaldt, afdod
nb: blokkert, avvist, inaktiv, slettet, trukket, avdod
fi: estetty, hylatty, passiivinen, poistettu, kieltaytynyt, kieltanyt
pl: zablokowan-, odrzucon-, nieaktywn-, usuniet-, wycofan-, cofniet-, odmowa, zmarl-
cs: blokovan-, zablokovan-, odmitn-, neaktivni, smazan-
tr: ret, reddetti, engelli, engellendi, reddedildi, pasif, silindi
ru: заблокирован-, блокировка, отклонен-, неактивен, неактивный, удален-, отозван-, умер
uk: заблокован-, відхилен-, неактивн-, видален-
zh: 拒绝, 拒絕, 已屏蔽, 无效, 撤回, 停用
ja: ブロック, 無効, 停止
`;

/** A header that says who consented: its values are a yes, a day, or else no consent. */
export const CONSENTS = `
en: consent, consents, consented, consent given, opt in, opts in, opted in, optin, optedin, double opt in, doi, accept marketing, accepts marketing, accepts email marketing, accepts sms marketing, accepts email, accepts sms, accepts newsletter, accepts, accepted marketing, marketing accepted, agree, agrees, agreed, agrees to marketing, agreed to marketing, permission, permissions, permission to contact, permission to email, permitted, allow email, allow emails, allow sms, allow marketing, allow contact, allows email, allows marketing, allowed to contact, allowed, may contact, may email, may we contact, can contact, can email, can we contact, can be contacted, contactable, emailable, mailable, ok to email, ok to contact, ok to text, okay to email, okay to contact, gdpr, gdpr consent, ccpa, can spam, marketing allowed, marketing ok, marketing permitted, is subscribed, subscribed, wants newsletter, wants emails, wants email, wants marketing, receive emails, receive email, receive newsletter, receive newsletters, receive marketing, receives emails, receives newsletter, receives marketing, email me, contact me, keep me informed, sms allowed, email allowed, marketing contact
de: -einwilligung, einwilligungen, eingewilligt, -zustimmung, zugestimmt, -einverstandnis, -einverstaendnis, einverstanden, -erlaubnis, -genehmigung, werbung erlaubt, werbung ok, kontakt erlaubt, darf kontaktiert werden, darf angeschrieben werden, dsgvo, datenschutz, newsletter erlaubt, newsletter gewunscht, newsletter angemeldet, newsletteranmeldung
fr: consentement, consentements, consenti, consent, accord, accepte, accepte marketing, accepte newsletter, accepte les offres, autorisation, autorise, rgpd, accepte de recevoir, souhaite recevoir
es: consentimiento, consentimientos, consiente, acepta, acepta marketing, acepta publicidad, acepta comunicaciones, aceptacion, autorizacion, autoriza, rgpd, lopd, desea recibir
it: consenso, consensi, acconsente, accetta, accetta marketing, accettazione, autorizzazione, autorizza, privacy
pt: consentimento, consente, aceita, aceita marketing, aceite, autorizacao, autoriza, lgpd, rgpd, deseja receber
nl: toestemming, akkoord, avg, mag gemaild worden, mag benaderd worden
sv: samtycke, samtyckt, godkanner, godkant, tillater
da: samtykke, samtykket, accepterer, tilladelse, permission
nb: samtykke, samtykket, godtar, tillatelse
fi: suostumus, markkinointilupa, lupa, hyvaksyy, -lupa
pl: zgoda, zgody, wyrazil zgode, wyrazila zgode, rodo
cs: souhlas, souhlasi, gdpr
sk: suhlas, suhlasi
hu: hozzajarulas, hozzajarul, beleegyezes
ro: consimtamant, acord, accepta, este de acord
hr: privola, suglasnost, pristanak
et: nousolek
lv: piekrisana
lt: sutikimas
tr: izin, izni, onay, onayi, riza, kvkk, iys
ru: согласие, согласен, согласна, разрешение
uk: згода, згоден, дозвіл
bg: съгласие, съгласен
el: συγκαταθεση, συναινεση, αποδοχη
ar: موافقه, الموافقه, يوافق, اذن
he: הסכמה, אישור דיוור, מאשר דיוור, מסכים
fa: رضايت, موافقت
hi: सहमति, अनुमति
zh: 同意, 许可, 許可, 是否同意
ja: 同意, 許諾, 配信許可
ko: 동의, 수신동의, 수신 동의
th: ยินยอม, ความยินยอม
vi: dong y, cho phep
id: persetujuan, setuju, izin
`;

/** A header of a status or a list: only a value that refuses says something. */
export const STATUS = `
en: status, state of subscription, subscription, subscriptions, subscriber, newsletter, newsletters, marketing, mailing, mailings, mailing list, emails, email preference, email preferences, contact preference, contact preferences, communication preference, communication preferences, preferences, promotions, promotional, list, lists, membership, lead status, audience, active, deliverability, deliverable, quality, validity
de: -status, werbung, -newsletter, -mailing, -verteiler, zustellbar, aktiv
fr: statut, abonnement, abonne, inscription, inscrit, liste, publicite, lettre d information, infolettre, actif
es: estado, suscripcion, suscrito, suscriptor, boletin, publicidad, activo
it: stato, iscrizione, iscritto, abbonamento, bollettino, pubblicita, attivo
pt: situacao, inscricao, inscrito, assinatura, boletim, publicidade, ativo
nl: nieuwsbrief, inschrijving, ingeschreven, reclame, actief
sv: nyhetsbrev, prenumeration, reklam, utskick, aktiv
da: nyhedsbrev, tilmelding, tilmeldt, reklame, aktiv
nb: nyhetsbrev, pamelding, pameldt, reklame, aktiv
fi: uutiskirje, tilaus, tila, markkinointi
pl: subskrypcja, biuletyn, stan, aktywny
cs: odber, stav, zpravodaj
hu: feliratkozas, feliratkozott, allapot, hirlevel
ro: abonament, abonat, stare, buletin
tr: durum, abonelik, bulten
ru: статус, подписка, подписан, рассылка, состояние
uk: статус, підписка, розсилка, стан
el: κατασταση, συνδρομη, ενημερωτικο δελτιο
ar: الحاله, حاله, الاشتراك, النشره البريديه
he: סטטוס, מצב, דיוור, ניוזלטר
zh: 状态, 狀態, 订阅, 訂閱
ja: 状態, ステータス, 購読, メルマガ, 配信
ko: 상태, 구독, 뉴스레터
`;

/** Headers of another thing with a status, unless they say more: `Order status`. */
export const OTHER_STATUS = `
en: order, orders, payment, payments, invoice, invoices, shipping, shipment, delivery status, fulfillment, fulfilment, ticket, case, deal, opportunity, employment, marital, civil, price list, wish list, stock, task, project, booking, visa, tax, loan, account balance
de: bestell-, auftrag-, zahlung-, rechnung-, liefer-, familienstand, projekt-, preisliste
fr: commande, paiement, facture, livraison, etat civil
es: pedido, pago, factura, envio, estado civil
it: ordine, pagamento, fattura, spedizione, stato civile
pt: pedido, pagamento, fatura, envio, estado civil
nl: bestelling, betaling, factuur, levering, burgerlijke staat
`;

/** Headers of a detail of a consent, whose values are neither yes nor no: `Consent source`, `Opt-in IP`. */
export const DETAIL = `
en: date, time, timestamp, day, at, on, ip, ip address, source, method, channel, text, wording, version, language, url, page, form, proof, evidence, id, ref, reference, type, basis, legal basis, note, notes, comment, by, campaign, name, title, category, categories
de: datum, zeit, zeitpunkt, am, uhrzeit, quelle, art, -text, wortlaut, -datum, rechtsgrundlage, bemerkung, von, kanal
fr: date, heure, le, source, texte, version, canal, origine
es: fecha, hora, fuente, texto, canal, origen
it: data, ora, fonte, testo, canale, origine
pt: data, hora, fonte, texto, canal, origem
nl: datum, tijd, bron, tekst, kanaal
pl: data, zrodlo, tresc
ru: дата, время, источник
`;

/** Answers, as values of a column about consent. */
export const NO = `no, n, false, f, 0, off, none, never, not, nope, nein, non, nee, nej, nei, ei, nao, nem, ne, nie, nu, nage, nav, nera, hayir, khong, tidak, bukan, hindi, hapana, falsch, faux, falso, falsk, onwaar, falsz, hamis, fals, нет, ні, не, ложь, хибність, όχι, οχι, لا, خير, نه, לא, नहीं, ना, না, 否, 不, 不是, 假, 无, 無, 没有, いいえ, 無し, なし, 아니오, 아니요, 아니, ไม่, ไม่ใช่, ✗, ✘, ❌, ✖, ×, 🚫, ☐, 👎`;
export const YES = `yes, y, true, t, 1, on, x, in, ok, okay, ja, j, jo, oui, o, vrai, si, s, sim, verdadero, vero, verdadeiro, waar, wahr, sann, kylla, k, jah, ja, taip, tak, prawda, ano, a, hej, igen, i, igaz, da, d, adevarat, evet, e, vang, co, ya, oo, ndiyo, да, д, истина, так, ναι, نعم, بله, كן, כן, हाँ, हां, হ্যাঁ, 是, 有, 真, 已, はい, 有り, あり, 예, 네, ใช่, ✓, ✔, ✅, ☑, 👍, given, granted, accepted, agreed, allowed, permitted, subscribed, opted in, opt in, optin, double opt in, single opt in, doi, soi, active, confirmed, consented, consent, explicit, express, implied, verified, approved, enabled, checked, obtained, received, signed, full, all, erteilt, erlaubt, zugestimmt, eingewilligt, einverstanden, bestatigt, aktiv, angemeldet, vorhanden, liegt vor, accepte, acceptee, donne, abonne, inscrit, actif, aceptado, acepto, acepta, otorgado, suscrito, activo, accettato, accetto, concesso, iscritto, attivo, prestato, aceito, aceita, concedido, inscrito, ativo, gegeven, toegestaan, akkoord, ingeschreven, actief, godkand, godkant, givet, samtykket, tilmeldt, tillatt, annettu, hyvaksytty, wyrazona, udzielona, udelen, souhlasi, izin verildi, onayli, onaylandi, есть, согласен, согласна, получено, дано, подписан, подписана, активен, موافق, موافقه, مشترك, מסכים, מאשר, 同意, 已同意, 订阅, 已订阅, 동의, 同意済み, 同意する`;

/** Texts of an empty cell. */
const NOTHING =
  /^(?:|[-–—.?_/\\]+|n ?a|null|nil|undefined|unknown|unbekannt|nan|leer|empty|blank)$/u;
/** Days, times, and numbers but zero: when something was said. */
const WHEN = /^(?=.*\d)[\d\p{Zs}.:/TZ+\-,年月日]*(?:[ap]\.?m\.?|utc|gmt)?$/iu;
const LINK = /^(?:https?:|www\.|mailto:)/i;

/** Scripts without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Returns a text in lower case, without accents; `kept` keeps marks such as ✓. */
const plain = (text: string): string =>
  foldLetters(withoutInvisible(text).replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 '))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const plainValue = (text: string): string =>
  /[\p{L}\p{N}]/u.test(text) ? plain(text) : text.replaceAll('\ufe0f', '').trim();

const entriesOf = (lists: string): string[] =>
  lists
    .split('\n')
    .flatMap((line) => line.replace(/^[a-z]+: /, '').split(','))
    .map((entry) => entry.trim())
    .filter(Boolean);

function matcher(...lists: string[]): RegExp {
  const patterns = lists.flatMap(entriesOf).map((entry) => {
    const text = plain(entry);
    if (UNSPACED.test(text)) return text;
    const start = entry.startsWith('-') ? '' : ' ';
    return `${start}${text}${entry.endsWith('-') ? '' : ' '}`;
  });
  return new RegExp(patterns.join('|'), 'u');
}

const PATTERNS = {
  refuses: matcher(REFUSES),
  refusesHere: matcher(REFUSES, REFUSES_HERE),
  consents: matcher(CONSENTS),
  status: matcher(STATUS),
  otherStatus: matcher(OTHER_STATUS),
  detail: matcher(DETAIL),
};
const has = (name: keyof typeof PATTERNS, text: string): boolean =>
  PATTERNS[name].test(` ${text} `);
const wholes = (...lists: string[]): ReadonlySet<string> =>
  new Set(lists.flatMap(entriesOf).map(plainValue));
const NOES = wholes(NO);
const YESES = wholes(YES);
const REFUSALS = wholes(REFUSES);

const MAIL =
  /(?:^| )(?:e ?mails?|e ?mailing|mails?|mailing|newsletters?|courriels?|correos?|e ?post|nyhetsbrev|nieuwsbrief)(?: |$)|mail|邮|郵|メール|메일/u;
const TEXTS =
  /(?:^| )(?:sms|mms|texts?|texting|mobile|cell|phone|telephone|tel|call|calls|calling|telefon|telefono|handy|whatsapp|anruf|appel|appels|llamar|llamadas|movil|portable)(?: |$)|短信|电话|電話|手机|전화|문자/u;
const NEITHER =
  /(?:^| )(?:fax|post|postal|letter|letters|brief|briefe|briefpost|courrier|correo postal|push|web push|whatsapp)(?: |$)/u;

/** Headers of links, which say nothing: `Unsubscribe link`. */
const LINKS = /(?:^| )(?:links?|urls?|tokens?|hash|keys?)(?: |$)/u;
/** Words beside a refusal that leave it one: `Email bounced`, `Is blocked`, `Clean time`. */
const BESIDE =
  /^(?:is|was|has|been|e|the|contact|customer|member|user|subscriber|account|reason|count|flag|hard|soft|ist|wurde|grund|kunde|kontakt|est|motif)$/u;

/** Whether a header says only that its rows refuse. */
function saysOnly(text: string): boolean {
  if (!has('refusesHere', text)) return false;
  return text
    .split(' ')
    .every(
      (word) =>
        has('refusesHere', word) ||
        has('detail', word) ||
        BESIDE.test(word) ||
        MAIL.test(word) ||
        TEXTS.test(word),
    );
}

/** What a header says about consent. */
export type ConsentHeader = 'refuses' | 'consents' | 'status';

/**
 * Returns what a header says about consent: its rows refuse (`Unsubscribed`), consent (`Opt-in`) or have a status;
 * null when nothing.
 */
export function consentHeader(header: string): ConsentHeader | null {
  const text = plain(header);
  if (LINKS.test(text)) return null;
  if (has('refuses', text)) return 'refuses';
  if (has('consents', text)) return has('detail', text) ? 'status' : 'consents';
  if (has('otherStatus', text)) return null;
  if (saysOnly(text)) return 'refuses';
  return has('status', text) ? 'status' : null;
}

/** Returns whether a header speaks about a channel; one that names no channel speaks about all. */
export function concerns(header: string, channel: 'email' | 'sms'): boolean {
  const text = plain(header);
  const [mail, texts, neither] = [MAIL, TEXTS, NEITHER].map((one) => one.test(text));
  if (!mail && !texts) return !neither;
  return (channel === 'email' ? mail : texts) ?? true;
}

/**
 * Returns whether a cell says that the row's person does not consent.
 * @param said what its header says; null for a header that is not about consent
 */
export function refusesConsent(said: ConsentHeader | null, value: string): boolean {
  const cell = value.trim();
  const text = plainValue(cell);
  if (NOTHING.test(text) || LINK.test(cell)) return false;
  const no = NOES.has(text) || /^[0.,]+$/.test(cell);
  if (said === 'refuses')
    return !no && !(/subscribed|active|opted in/.test(text) && YESES.has(text));
  if (REFUSALS.has(text)) return true;
  if (said === null) return cell.split(/[;,|]/u).some((part) => REFUSALS.has(plainValue(part)));
  if (no || has('refusesHere', text)) return true;
  return said === 'consents' && !YESES.has(text) && !WHEN.test(cell);
}
