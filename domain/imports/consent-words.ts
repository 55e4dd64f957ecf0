/*
 * Words of headers and values about consent, by language (ISO 639-1). Entries are separated by commas; several words
 * are a phrase. `word-` may begin a longer word, `-word` may end one (`Werbeeinwilligung`).
 */

/** A refusal, as a header (`Unsubscribed`) or as a value (`unsubscribed`). */
export const REFUSES = `
en: unsub, unsubs, unsubscribing, unsubscribe, unsubscribed, unsubscribes, unsubscription, not subscribed, never subscribed, non subscribed, opt out, opts out, opted out, opting out, optout, optedout, opt outs, optouts, not opted in, never opted in, do not contact, donotcontact, do not email, do not e mail, donotemail, do not mail, donotmail, do not text, donottext, do not sms, donotsms, do not call, donotcall, do not send, do not market, do not solicit, do not disturb, don t contact, don t email, don t e mail, don t send, don t text, don t call, dont contact, dont email, dont send, never contact, never email, no contact, no email, no emails, no e mail, no mail, no mails, no mailing, no mailings, no marketing, no newsletter, no sms, no text, no texts, no calls, no consent, not consented, without consent, dnc, dne, dnm, dnd, blacklist, blacklisted, black list, blocklist, blocklisted, block list, denylist, deny list, stoplist, stop list, suppress, suppressed, suppression, suppressions, take off list, take me off, off the list, off our list, off the mailing list, remove from list, remove from the list, remove from mailing list, remove from the mailing list, remove me from, remove from newsletter, remove from database, stop emailing, stop sending, stop contacting, stop mailing, wants out, hard bounce, hard bounced, hardbounce, hard bounces, soft bounce, spam complaint, spam complaints, spam report, spam reports, marked as spam, marked spam, reported spam, reported as spam, abuse complaint, non marketing contact, non marketing, objected to marketing, objects to marketing, objection to marketing, consent withdrawn, withdrew consent, consent revoked, revoked consent
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
en: bounce, bounced, bounces, bouncing, undeliverable, blocked, block, banned, removed, remove, cleaned, clean, complaint, complaints, complained, complainer, spam, refused, refuses, refusal, declined, decline, denied, rejected, revoked, revoke, revocation, withdrawn, withdrew, withdrawal, objected, objects, objection, excluded, exclude, exclusion, invalid, risky, unverified, awaiting, waiting, requested, invited, maybe, perhaps, to be, tbc, tbd, cancelled, canceled, ended, former, formerly, missing, failed, on hold, archived, archive, deleted, suspended, disabled, deactivated, inactive, inactiv, unconfirmed, pending, deceased, dead, quarantined, lapsed, expired, out, stop, stopped, never, negative
de: gesperrt, sperre, sperrung, geblockt, blockiert, abgelehnt, ablehnung, verweigert, inaktiv, geloscht, ausgeschlossen, verstorben, unbestatigt, offen, entzogen, ungultig, ausstehend, wartend, angefragt, fehlt, fehlend, gekundigt, beendet, vielleicht
fr: opposition, oppose, refus, bloque, bloquee, refuse, refusee, rejete, supprime, inactif, inactive, exclu, retire, decede, decedee, en attente, invalide, annule, resilie, peut etre
es: baja, bloqueado, bloqueada, rechazado, rechazada, inactivo, inactiva, eliminado, excluido, revocado, fallecido, pendiente, invalido, cancelado, cancelada, quizas
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
en: consent, consents, consented, consent given, opt in, opts in, opted in, optin, optedin, double opt in, doi, accept marketing, accepts marketing, accepts email marketing, accepts sms marketing, accepts email, accepts sms, accepts newsletter, accepts, accepted marketing, marketing accepted, agree, agrees, agreed, agrees to marketing, agreed to marketing, permission, permissions, permission to contact, permission to email, permitted, i agree, i consent, i accept, legal basis, lawful basis, data processing basis, activated, allow email, allow emails, allow sms, allow marketing, allow contact, allows email, allows marketing, allowed to contact, allowed, may contact, may email, may we contact, can contact, can email, can we contact, can be contacted, contactable, emailable, mailable, ok to email, ok to contact, ok to text, okay to email, okay to contact, gdpr, gdpr consent, ccpa, can spam, marketing allowed, marketing ok, marketing permitted, is subscribed, subscribed, wants newsletter, wants emails, wants email, wants marketing, receive emails, receive email, receive newsletter, receive newsletters, receive marketing, receives emails, receives newsletter, receives marketing, email me, contact me, keep me informed, sms allowed, email allowed, marketing contact
de: rechtsgrundlage, -einwilligung, einwilligungen, eingewilligt, -zustimmung, zugestimmt, -einverstandnis, -einverstaendnis, einverstanden, -erlaubnis, -genehmigung, werbung erlaubt, werbung ok, kontakt erlaubt, darf kontaktiert werden, darf angeschrieben werden, dsgvo, datenschutz, newsletter erlaubt, newsletter gewunscht, newsletter angemeldet, newsletteranmeldung
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

/** A header of messages, whose values say who gets them: only a yes counts as one. */
export const MESSAGES = `
en: state of subscription, subscription, subscriptions, subscriber, newsletter, newsletters, marketing, mailing, mailings, mailing list, mail list, emails, email enabled, email status, email preference, email preferences, contact preference, contact preferences, contact method, preferred contact, communication preference, communication preferences, preferences, preferred channel, preferred channels, promotions, promotional, promos, deliverability, deliverable, quality, validity, email verified, email confirmed
de: werbung, -newsletter, -mailing, -verteiler, zustellbar, infopost, infomail, infomails, rundbrief, angebote, kontaktwunsch, kontaktweg
fr: abonnement, abonne, inscription, inscrit, publicite, lettre d information, infolettre, offres commerciales, prospection
es: suscripcion, suscrito, suscriptor, boletin, publicidad, ofertas, comunicaciones comerciales
it: iscrizione, iscritto, abbonamento, bollettino, pubblicita, offerte, comunicazioni commerciali
pt: inscricao, inscrito, assinatura, boletim, publicidade, ofertas, novidades
nl: nieuwsbrief, inschrijving, ingeschreven, reclame, aanbiedingen
sv: nyhetsbrev, prenumeration, reklam, utskick, erbjudanden
da: nyhedsbrev, tilmelding, tilmeldt, reklame, tilbudsmail
nb: nyhetsbrev, pamelding, pameldt, reklame, tilbudsmail
fi: uutiskirje, tilaus, markkinointi, tarjoukset, mainonta
pl: subskrypcja, biuletyn, oferty, newsletter
cs: odber, zpravodaj, nabidky
hu: feliratkozas, feliratkozott, hirlevel, ajanlatok
ro: abonament, abonat, buletin, oferte
tr: abonelik, bulten, kampanya bildirimi
ru: подписка, подписан, рассылка, рассылки
uk: підписка, розсилка
bg: абонамент, бюлетин
el: συνδρομη, ενημερωτικο δελτιο, προσφορες
ar: الاشتراك, النشره البريديه, النشره, التسويق, العروض
he: דיוור, ניוזלטר, מבצעים
fa: خبرنامه, اشتراك, تبليغات
hi: न्यूज़लेटर, विपणन
zh: 订阅, 訂閱, 营销, 行銷, 推广, 电子报, 電子報
ja: 購読, メルマガ, 配信, お知らせ, ご案内
ko: 구독, 뉴스레터, 마케팅, 수신
th: จดหมายข่าว, การตลาด
vi: ban tin, tiep thi
id: buletin, pemasaran, langganan
`;

/** A header of a status: what is neither a yes nor a kind of person (see KINDS) counts as a no. */
export const STATES = `
en: status
de: -status
fr: statut
es: estado
it: stato
pt: situacao
fi: tila
pl: stan
cs: stav
hu: allapot
ro: stare
tr: durum
ru: статус, состояние
uk: статус, стан
el: κατασταση
ar: الحاله, حاله
he: סטטוס, מצב
zh: 状态, 狀態
ja: 状態, ステータス
ko: 상태
`;

/** A header of lists or groups: only a value that refuses says something. */
export const LISTS = `
en: list, lists, membership, lead status, lifecycle, lifecycle stage, audience, active
de: aktiv
fr: liste, actif
es: activo
it: attivo
pt: ativo
nl: actief
sv: aktiv
pl: aktywny
`;

/** Headers that ask, or say what somebody would like. Beside a word of TOPICS or CONTACTS they say who agreed. */
export const WANTS = `
en: receive, receives, receiving, want, wants, wanted, would like, d like, like to, wish, wishes, send, sends, send me, keep, stay, hear, get, gets, may we, can we, could we, shall we, should we, happy to, interested, allow, allows, ok, okay, accept, accepts, sign me up, sign up, add me, notify, inform, enabled, yes to
de: mochte, moechte, mochten, moechten, will, wollen, wunscht, wuenscht, wunsche, gewunscht, gewuenscht, erwunscht, erwuenscht, erhalten, erhalt, bekommen, bekommt, zusenden, zusendung, senden, durfen, duerfen, darf, informieren, informiert, interesse
fr: recevoir, recoit, souhaite, souhaitez, veut, voulez, desire, envoyer, pouvons, peut on, interesse
es: recibir, recibe, desea, quiere, quiero, deseo, enviar, enviarme, podemos, interesado
it: ricevere, riceve, vuole, voglio, desidera, inviare, inviarmi, possiamo, interessato
pt: receber, recebe, deseja, quer, quero, desejo, enviar, podemos, interessado
nl: ontvangen, ontvangt, wil, wilt, wenst, mogen, sturen
sv: fa, ha, vill, onskar, ta emot, skicka
da: modtage, modtager, vil, onsker, ma vi, sende
nb: motta, mottar, vil, onsker, kan vi, sende
fi: haluan, haluaa, saada, vastaanottaa, lahettaa
pl: otrzymywac, otrzymuje, chce, chcesz, wysylac, wyrazam
cs: dostavat, odebirat, chce, chci, zasilat
sk: dostavat, odoberat, chce, chcem
hu: szeretne, kapni, ker, kuldjon
ro: doreste, vrea, primeasca, primi, trimite
hr: zeli, zelim, primati
tr: almak, istiyor, istiyorum, gonderilsin
ru: получать, хочет, хочу, желает, присылать
uk: отримувати, хоче, бажає
bg: получава, желае, искам
el: λαμβανει, θελει, επιθυμει
ar: يريد, يرغب, استلام, تلقي, قبول, ارسال, ارغب, اريد
he: מעוניין, רוצה, לקבל, קבלת
fa: دريافت, مايل
hi: प्राप्त, चाहते
zh: 接收, 接受, 希望, 愿意, 願意
ja: 希望, 受け取, 受信
ko: 받기, 희망, 원함
th: รับ, ต้องการ
vi: nhan, muon
id: menerima, ingin, mau, bersedia
`;

/** What is sent. Negated in a sentence, it refuses. */
export const TOPICS = `
en: offer, offers, news, newsletter, newsletters, update, updates, updated, promotion, promotions, promos, deals, discounts, marketing, advertising, adverts, ads, mailing, mailings, email, emails, e mail, e mails, mail, mails, informed, information, touch, from us, from you, spam, communication, communications, announcements, sms, texts, text messages, messages, alerts, invitations, campaigns
de: angebot-, neuigkeiten, newsletter, newsletters, werbung, werbe-, infopost, infos, informationen, aktionen, rabatte, email, emails, e mail, e mails, mail, mails, mailing, mailings, rundbrief-, post, nachrichten, sms, kontaktaufnahme
fr: offre, offres, actualites, nouvelles, promotion, promotions, publicite, publicites, newsletter, newsletters, email, emails, e mail, e mails, mail, mails, courriel, courriels, sms, informations, messages, sollicitations
es: oferta, ofertas, novedades, noticias, promociones, publicidad, boletin, boletines, email, emails, correo, correos, sms, informacion, mensajes, comunicaciones
it: offerta, offerte, novita, notizie, promozioni, pubblicita, newsletter, email, e mail, mail, sms, informazioni, messaggi, comunicazioni
pt: oferta, ofertas, novidades, noticias, promocoes, publicidade, newsletter, email, emails, e mail, e mails, sms, informacoes, mensagens, comunicacoes
nl: aanbieding, aanbiedingen, nieuws, nieuwsbrief, nieuwsbrieven, reclame, mail, mails, email, e mail, e mails, sms, informatie, berichten
sv: erbjudande, erbjudanden, nyheter, nyhetsbrev, reklam, mail, mejl, e post, sms, utskick, information
da: tilbud, nyheder, nyhedsbrev, nyhedsbreve, reklame, reklamer, mail, mails, e mail, sms, information
nb: tilbud, nyheter, nyhetsbrev, reklame, mail, e post, sms, informasjon
fi: tarjouksia, tarjoukset, uutisia, uutiskirje, uutiskirjeita, mainoksia, mainontaa, markkinointi, markkinointia, sahkopostia, viesteja
pl: oferty, ofert, oferta, nowosci, newsletter, newslettera, reklam, reklamy, promocje, e mail, e maili, maili, wiadomosci, sms, informacje
cs: nabidky, nabidek, novinky, newsletter, reklamu, reklamy, e maily, emaily, zpravy, sms
sk: ponuky, novinky, newsletter, reklamu, e maily, emaily, spravy, sms
hu: ajanlatokat, ajanlat, ajanlatok, hirlevelet, hirlevel, reklamot, e mailt, emailt, uzenetet, sms
ro: oferte, noutati, newsletter, reclame, publicitate, emailuri, mesaje, sms
hr: ponude, novosti, newsletter, reklame, e mail, mailove, poruke
tr: kampanya, kampanyalar, teklif, teklifler, haber, bulten, reklam, e posta, mail, mesaj, sms, ileti
ru: предложения, предложений, новости, новостей, рассылка, рассылку, рассылки, реклама, рекламу, рекламы, акции, письма, писем, почту, смс, сообщения, сообщений
uk: пропозиції, пропозицій, новини, новин, розсилка, розсилку, реклама, рекламу, листи, листів, смс, повідомлення
bg: оферти, новини, бюлетин, реклама, реклами, имейли, съобщения, смс
el: προσφορες, νεα, ενημερωσεις, διαφημισεις, email, mail, sms, μηνυματα
ar: عروض, العروض, اخبار, الاخبار, تسويق, التسويق, اعلانات, الاعلانات, رسائل, الرسائل, نشره, النشره, بريد, البريد
he: מבצעים, הצעות, חדשות, עדכונים, פרסומות, פרסום, מיילים, מייל, דיוור, הודעות
fa: پيشنهاد, اخبار, تبليغات, ايميل, پيامك, خبرنامه
hi: ऑफ़र, समाचार, ईमेल, विज्ञापन, संदेश
zh: 优惠, 優惠, 资讯, 資訊, 新闻, 邮件, 郵件, 短信, 广告, 廣告, 营销, 行銷, 推广
ja: お知らせ, ご案内, 案内, メール, 広告, キャンペーン, 特典, dm, ニュース
ko: 소식, 광고, 마케팅, 이메일, 메일, 문자, 혜택
th: ข่าวสาร, โปรโมชั่น, อีเมล, โฆษณา
vi: uu dai, tin tuc, quang cao, email, tin nhan, khuyen mai
id: penawaran, berita, promosi, iklan, email, pesan, informasi
`;

/** Being written to. Negated in a sentence, it refuses. */
export const CONTACTS = `
en: contact, contacts, contacted, contacting, email, emailing, emailed, mailed, write to, send, sending, message, messaging, approach, approached, solicit, market to, reach out
de: kontakt, kontaktieren, kontaktiert, kontaktieren, anschreiben, angeschrieben, anmailen, schreiben, zusenden, zuschicken, senden, schicken, bewerben
fr: contacter, contacte, ecrire, envoyer, envoyez, demarcher, solliciter, joindre
es: contactar, contacten, contacte, escribir, enviar, envien, envie, mandar
it: contattare, contattate, scrivere, inviare, inviate, mandare
pt: contatar, contactar, contato, escrever, enviar, envie, mandar
nl: contacteren, benaderen, benaderd, mailen, schrijven, sturen
sv: kontakta, kontaktas, skicka, mejla, maila
da: kontakte, kontaktes, sende, skrive, maile
nb: kontakte, kontaktes, sende, skrive, maile
fi: ottaa yhteytta, yhteydenotto, yhteydenottoja, lahettaa, laheta
pl: kontaktowac, kontaktu, wysylac, wysylajcie, pisac
cs: kontaktovat, posilat, psat
sk: kontaktovat, posielat, pisat
hu: keressek, kuldjenek, irjanak
ro: contactat, contacta, trimiteti, trimite
tr: arama, iletisim, yazma
ru: связываться, беспокоить, писать, присылать, отправлять, контактировать
uk: турбувати, писати, надсилати, контактувати
bg: контактувайте, пишете, изпращайте
el: επικοινωνησετε, επικοινωνια, στελνετε
ar: تواصل, التواصل, تتواصلوا, ترسلوا, ترسل, ارسال, الاتصال
he: לפנות, ליצור קשר, לשלוח, פנייה
zh: 联系, 聯絡, 联络, 打扰, 打擾, 发送, 發送
ja: 連絡, 送付, 送信
ko: 연락, 발송
vi: lien he, gui
id: hubungi, kirim, kontak
`;

/** Words that negate. */
export const NEGATES = `
en: no, not, never, without, neither, nor, cannot, cant, dont, doesnt, didnt, wont, wouldnt, isnt, wasnt, hasnt, don, doesn, didn, won, wouldn, isn, wasn, hasn, non, stop, stopped, quit, cease, refuses, refused, declines, declined, against, opposes, opposed
de: nicht, nichts, kein-, nie, niemals, ohne, nein, stopp
fr: ne, pas, plus, jamais, aucun-, sans, non
es: no, nunca, jamas, ningun-, sin, tampoco
it: non, mai, nessun-, senza, niente
pt: nao, nunca, jamais, nenhum-, sem
nl: niet, nooit, geen, zonder, niets
sv: inte, ej, aldrig, ingen, inga, inget, utan
da: ikke, aldrig, ingen, intet, uden
nb: ikke, aldri, ingen, uten
fi: ei, eivat, ala, alkaa, ilman, kielta-
pl: nie, nigdy, bez, zadn-
cs: ne, nikdy, bez, zadn-, nechce, neprej-, nepos-, nesouhlas-
sk: nie, nikdy, bez, ziadn-, nechce, nepos-
hu: nem, ne, soha, nelkul
ro: nu, niciodata, fara, nici
hr: ne, nikad, bez
tr: degil, hayir, istemiyor-, yok, olmasin
ru: не, нет, ни, без, никогда, против
uk: не, ні, без, ніколи, проти
bg: не, без, никога
el: δεν, μη, μην, οχι, χωρις, ποτε
ar: لا, لم, لن, غير, بدون, ليس, عدم, رفض, يرفض
he: לא, אין, ללא, אל, אינו, אינה, מסרב, מסרבת
fa: نه, بدون, عدم, نمي, نميخواهد
hi: नहीं, मत, ना
zh: 不, 未, 没, 沒, 勿, 否, 拒, 无, 無, 取消, 停
ja: ない, ません, 不, 未, 無, 否, 拒, 停止
ko: 안함, 않, 거부, 아니, 미동의, 미수신, 미신청, 불가, 없음, 취소, 해지
th: ไม่, ห้าม, ยกเลิก
vi: khong, chua, dung
id: tidak, jangan, tanpa, belum
`;

/** A sentence that says that one can unsubscribe at any time is a wording, and refuses nothing. */
export const WORDINGS = `
en: any time, anytime, you can, you may, i can, i may, how to
de: jederzeit
fr: tout moment
es: cualquier momento
it: qualsiasi momento, ogni momento
pt: qualquer momento
nl: allen tijde, elk moment
sv: nar som helst
da: nar som helst, til enhver tid
nb: nar som helst
fi: milloin tahansa
pl: dowolnym momencie, kazdej chwili
cs: kdykoli, kdykoliv
hu: barmikor
ro: orice moment, oricand
tr: istediginiz zaman
ru: любое время, любой момент
uk: будь який час
el: οποιαδηποτε στιγμη
ar: اي وقت
zh: 随时, 隨時
ja: いつでも
ko: 언제든지
vi: bat cu luc nao
id: kapan saja
`;

/** Refusals that only count as the whole of a cell or a part between signs: in a sentence or a name they may mean another thing. */
export const ALONE = `
en: dnc, dne, dnm, dnd, suppress, no text, no texts, no calls, no mail, no contact, block list, black list
de: robinson-, unzustellbar, widerruf, widerspruch, abmeldung, austragung, nicht angemeldet
es: de baja, no desea
it: opposizione, non iscritto, non iscritta
sv: nix, avmalan
fi: peruttu, kielto
pl: rezygnacja, sprzeciw
cs: odvolan-
tr: iys ret
ru: отказ
uk: відмова
el: διαγραφη
he: הוסר, הוסרה, הסרה
zh: 不同意
ja: 解除, 退会, 拒否
ko: 거부
vi: tu choi
`;

/** Words of headers whose column is about something else, also if its values are only yes and no. */
export const OTHER = `
en: name, street, city, town, zip, postcode, country, county, region, company, employer, job, position, department, industry, gender, sex, age, birth, birthday, dob, anniversary, married, children, child, kids, pet, pets, dog, cat, car, cars, vehicle, vehicles, house, household, homeowner, smoker, vegetarian, vegan, diet, meal, allergy, allergies, wheelchair, parking, hotel, size, colour, color, favourite, favorite, priority, rank, rating, score, points, count, number, qty, quantity, total, amount, balance, spent, revenue, income, visits, logins, sessions, clicks, clicked, opens, opened, sent, purchase, purchases, purchased, bought, coupon, plan, tier, tax, exempt, delinquent, paying, vip, admin, administrator, employee, staff, student, teacher, volunteer, donor, trial, wholesale, reseller, private, sensitivity, device, browser, android, ios, insurance, insured, licence, license, budget, product, products, manager, attended, attendance, attending, height, weight, nationality, citizen, veteran
de: name, strasse, ort, stadt, plz, land, firma, beruf, abteilung, branche, geschlecht, alter, geburtstag, geburtsdatum, verheiratet, kinder, haustier, hund, katze, auto, fahrzeug, raucher, vegetarier, vegan, grosse, farbe, lieblings-, prioritat, punkte, anzahl, summe, betrag, saldo, umsatz, besuche, mitarbeiter, student, schuler, ehrenamt, spender, grosshandel, steuer-, versichert, teilnahme, teilgenommen
fr: nom, rue, ville, code postal, pays, societe, entreprise, profession, sexe, genre, age, naissance, marie, enfants, animal, chien, voiture, fumeur, taille, couleur, priorite, points, nombre, total, montant, solde, visites, achats, etudiant, benevole, donateur
es: nombre, calle, ciudad, codigo postal, pais, empresa, profesion, sexo, genero, edad, nacimiento, casado, hijos, mascota, coche, fumador, talla, color, prioridad, puntos, numero, total, importe, saldo, visitas, compras, estudiante, voluntario, donante
it: nome, via, citta, cap, paese, azienda, professione, sesso, genere, eta, nascita, sposato, figli, animale, auto, fumatore, taglia, colore, priorita, punti, numero, totale, importo, saldo, visite, acquisti, studente, volontario, donatore
pt: nome, rua, cidade, cep, pais, empresa, profissao, sexo, genero, idade, nascimento, casado, filhos, animal, carro, fumante, tamanho, cor, prioridade, pontos, numero, total, valor, saldo, visitas, compras, estudante, voluntario, doador
nl: naam, straat, plaats, stad, postcode, land, bedrijf, beroep, geslacht, leeftijd, geboorte, getrouwd, kinderen, huisdier, hond, kat, auto, roker, maat, kleur, prioriteit, punten, aantal, totaal, bedrag, saldo, bezoeken, aankopen, student, vrijwilliger, donateur
sv: namn, gata, stad, ort, land, foretag, yrke, kon, alder, gift, barn, bil, storlek, farg, poang, antal, summa, belopp, student
da: navn, gade, by, land, firma, erhverv, kon, alder, gift, born, bil, storrelse, farve, point, antal, belob, student
nb: navn, gate, by, land, firma, yrke, kjonn, alder, gift, barn, bil, storrelse, farge, poeng, antall, belop, student
pl: imie, ulica, miasto, kraj, firma, zawod, plec, wiek, zonaty, dzieci, samochod, rozmiar, kolor, punkty, liczba, suma, kwota, student
ru: имя, улица, город, страна, компания, должность, пол, возраст, дети, машина, размер, цвет, баллы, количество, сумма, студент
ar: الاسم, الشارع, المدينه, الدوله, الشركه, المهنه, الجنس, العمر, متزوج, الاطفال, السياره, المقاس, اللون, النقاط, العدد, المبلغ
zh: 姓名, 地址, 城市, 国家, 公司, 职位, 性别, 年龄, 婚, 孩子, 尺寸, 颜色, 积分, 数量, 金额
ja: 氏名, 住所, 都市, 国, 会社, 役職, 性別, 年齢, 既婚, 子供, サイズ, 色, ポイント, 数量, 金額
`;

/** Kinds of persons: a status with one of them says nothing about consent. */
export const KINDS = `customer, customers, client, clients, lead, leads, prospect, prospects, new, open, contacted, qualified, opportunity, member, members, vip, gold, silver, bronze, platinum, regular, guest, user, partner, supplier, employee, student, donor, volunteer, single, married, paid, free, premium, trial, evangelist, kunde, kundin, stammkunde, neukunde, interessent, interessentin, mitglied, neu, ledig, verheiratet, nouveau, nouvelle, membre, cliente, potencial, socio, socia, nuevo, nueva, miembro, nuovo, membro, novo, klant, lid, nieuw, kund, medlem, ny, asiakas, jasen, klient, czlonek, nowy, zakaznik, musteri, uye, клиент, член, новый, عميل, عضو, جديد, 客户, 会员, 新, 顧客, 会員, 고객, 회원`;

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
en: date, time, timestamp, day, at, on, ip, ip address, source, method, channel, text, wording, version, language, url, page, form, proof, evidence, id, ref, reference, type, note, notes, comment, by, campaign, name, title, category, categories
de: datum, zeit, zeitpunkt, am, uhrzeit, quelle, art, -text, wortlaut, -datum, bemerkung, von, kanal
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
export const YES = `yes, yeah, yep, yes please, sure, y, true, t, 1, on, x, in, ok, okay, ja, j, jo, oui, o, vrai, si, s, sim, verdadero, vero, verdadeiro, waar, wahr, sann, kylla, k, jah, ja, taip, tak, prawda, ano, a, hej, igen, i, igaz, da, d, adevarat, evet, e, vang, co, ya, oo, ndiyo, да, д, истина, так, ναι, نعم, بله, كן, כן, हाँ, हां, হ্যাঁ, 是, 有, 真, 已, はい, 有り, あり, 예, 네, ใช่, ✓, ✔, ✅, ☑, 👍, given, granted, accepted, agree, agrees, agreed, i agree, valid, deliverable, good, safe, regular, daily, weekly, biweekly, fortnightly, monthly, quarterly, html, marketing contact, opt ins, opts in, wanted, wants, interested, implicit, implied, taglich, wochentlich, monatlich, gewunscht, erwunscht, gultig, zustellbar, gerne, hebdomadaire, mensuel, quotidien, semanal, mensual, diario, settimanale, mensile, mensal, wekelijks, maandelijks, allowed, permitted, subscribed, opted in, opt in, optin, double opt in, single opt in, doi, soi, active, confirmed, consented, consent, explicit, express, verified, approved, enabled, checked, obtained, received, signed, full, all, erteilt, erlaubt, zugestimmt, eingewilligt, einverstanden, bestatigt, aktiv, angemeldet, vorhanden, liegt vor, accepte, acceptee, donne, abonne, inscrit, actif, aceptado, acepto, acepta, otorgado, suscrito, activo, accettato, accetto, concesso, iscritto, attivo, prestato, aceito, aceita, concedido, inscrito, ativo, gegeven, toegestaan, akkoord, ingeschreven, actief, godkand, godkant, givet, samtykket, tilmeldt, tillatt, annettu, hyvaksytty, wyrazona, udzielona, udelen, souhlasi, izin verildi, onayli, onaylandi, есть, согласен, согласна, получено, дано, подписан, подписана, активен, موافق, موافقه, مشترك, מסכים, מאשר, 同意, 已同意, 订阅, 已订阅, 동의, 同意済み, 同意する, 希望, 希望する, 希望します, 受け取る, 受信する, 購読中, 購読する, 配信する, 配信中, 登録済み, 登録済, 有効, 可, 許可, 愿意, 願意, 接受, 允许, 有效, 구독, 구독중, 수신, 동의함, 희망, 6 1 a, 6 abs 1 lit a, 6 abs 1 a`;

/** The same answer as the first word of a longer one: `No thanks`. */
export const BEGINS_YES = `yes, yeah, yep, ja, jawohl, oui, si, sim, tak, evet, да, نعم, はい, 是, 예, 네`;
export const BEGINS_NO = `no, nope, nein, non, nee, nej, nei, nao, nie, hayir, нет, لا, いいえ, 否, 아니오, 아니요`;

/** Two letters that answer a question; any other letters are codes. */
export const LETTER_PAIRS = `y n, j n, o n, s n, t f, v f, k e, a n, d n, i n, d h, e h, w f`;
