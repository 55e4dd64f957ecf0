import { foldLetters } from '#lib/fold-letters.ts';

/*
 * Phrases of people who want no more messages, by language (ISO 639-1), anywhere in a text. They find too much on
 * purpose: a person reviews the text. Entries are separated by commas. Several words are a phrase. Two groups with a
 * `+` match when a word of one group is near a word of the other, in any order. `word-` is the beginning of a word.
 */
const SIGNS: Readonly<Record<string, string>> = {
  en: `take remove delete scrub wipe erase drop pull strike + number details phone contact info data, want out, wanted out, count me out, let me out, im out, im done, done with + texts messages you this,
    who where + gave give given got, please do not, please dont, not me, dont know you, leave + alone be peace, cease, desist, fed up, sick of, tired of, not for me, changed my mind, withdraw-, unsubscri-, uninterested, go to hell, get lost, bugger off, buzz off, back off, no longer, no texts, no messages, no sms, you have the + wrong, wrong + number person guy recipient address, number + changed old previous belongs, do not call, do not disturb, dont + again anymore, text message contact + less fewer, no further, without my + consent permission, never + agreed consented signed asked, too many, bother- + me, why are you + texting messaging writing sending contacting`,
  ar: `اتركني, اتركوني, دعني, دعوني, وشاني, لا لن ما مش مو بدون + اريد اريدها ارغب رساله رسائل رسايل رسائلكم ترسل ترسلوا ترسلي تراسلني تراسلوني تكتب تكتبوا تتصل تتصلوا ابغى عايز بدي احب مهتم, احذف احذفوا احذفني حذف ازل ازيلوا شيل شيلوا امسح امسحوا + رقم رقمي الرقم بياناتي اسمي, رقم الرقم النمره + خطا غلط خاطي خطاء, غلطان, من اين + رقمي, من وين + رقمي, مين اعطاك, كفايه, غير مهتم, ابتعد- , سبام, ازعاج`,
  bg: `не нямам + искам желая пиши пишете изпращай- пращай- съобщени- смс безпоко- звън- контакт-, оставете ме, остави ме, на мира, грешен + номер, изтри- премахн- махн- + номер- данни ме, откъде имате, спам, отпиш-`,
  ca: `no + vull vulgueu envi- escri- missatges, deixeu me, deixa m, en pau, numero + equivocat incorrecte, esborr- elimin- + numero dades`,
  cs: `nepis-, nepos-, nechci, nekontakt-, nevolej-, neobtez-, neotravuj-, nezadam, nesouhlas-, neprej-, nemam zajem, necht- me nech- + pokoj- byt, dejte mi pokoj, dej mi pokoj, na pokoji, spatne spatny chybn- + cislo, omyl, smaz- vymaz- odstran- odeber- + cislo udaj- me, odkud mate, zadne dalsi + zpravy sms, uz zadne, zadne zpravy, prestan-, odhlas-`,
  da: `ikke ingen aldrig + skriv- send- sms- besked- vil kontakt- ring- gider onsker oensker flere interesseret mere, lad mig, lad os, i fred, forkert + nummer person, slet fjern + nummer mig data oplysninger, hvor har i, hvem gav, hold op, stop med`,
  de: `nicht nichts kein- nie niemals ned net + schreib- schrib- schick- send- sms nachricht- mail- will woll- wunsch- wuensch- moecht- mocht- meld- kontakt- anruf- textet texte- stoer- stor- belaestig- belastig- bekomm- erhalt- werbung newsletter interess- brauch- gefragt bestellt zugestimmt einverstanden mehr,
    hor auf, hoer auf, hort auf, hoert auf, hort endlich auf, horen sie auf, hoeren sie auf, horen sie bitte auf, hor hoer hort hoert hore horen hoeren + auf, aufhor-, aufhoer-, in ruhe, lass- + ruhe frieden mich, lasst mich, schluss damit, schluss jetzt, kein interesse, es reicht, reicht jetzt, mir reichts, genug, nervt, nerven, nervst, unterlass-, unterlasst, widerruf-, widersprech-, widersprich-, abbestell-, abmeld-, meld- + ab, hau ab, haut ab, geht weg, verpiss-, lasst das, lass das, lassen sie das, dsgvo, anwalt, abmahn-, belastig-, belaestig-, spam, wer ist das, wer sind sie, wer bist du,
    falsch- verkehrt- andere + nummer handynummer telefonnummer person- empfanger adressat, falsch verbunden, losch- loesch- entfern- streich- nehm- nimm nehmt tilg- sperr- vergess- vergesst austrag- trag- + nummer handynummer telefonnummer daten mich verteiler liste adresse, woher wer wie + nummer, verteiler, aus der liste`,
  el: `μη μην δεν οχι + στελν- στειλ- γραφ- γραψ- θελω μηνυμα- ενοχλ- επικοιν- ενδιαφ- αλλα, αφηστε με, ασε με, αφησε με, ησυχ-, λαθος + αριθμ- νουμερο, διαγραψ- διεγραψ- σβησ- αφαιρεσ- + αριθμ- μου με, σταματ-, που βρηκατε, οχι αλλα`,
  es: `no nunca jamas ningun sin + quier- quisiera desea- deseo mand- envi- escrib- mensaj- sms texto- textos molest- contact- llam- recib- interes- mas autoric- autorice acept- pedi, ya no, no mas, basta, dej- + paz tranquil- molestar escribir enviar mandar llamar, en paz, numero telefono persona + equivocad- incorrect- erroneo, te equivocas, se equivoca-, borr- elimin- quita quitar quiten quite quitame quitenme quiteme saca saquen sacame saquenme remuev-  + numero telefono datos lista base, borrame, borrenme, eliminame, eliminenme, sacame, saquenme, quitame, quitenme, dame de baja, denme de baja, de baja, desuscri-, de donde + numero telefono, quien + numero, como + consigui- obtuv- , acoso, denunci-, spam, dejame, dejenme, dejeme, larguense, vete, paren, ya basta`,
  et: `ara arge mitte pole ei + saat- kirjuta- soovi- taha- sonum- sms helista- huvita- tulita-, jata mind rahule, jatke mind rahule, rahule, vale number, kustuta- eemalda- + number- mind andmed, lopeta-, loobu-`,
  fa: `نمی خواهم, نمیخواهم, نمیخوام, نمی خوام, نفرست, نفرستید, نفرستین, پیام ندهید, پیام نده, مزاحم, راحتم بگذارید, ولم کن, تنهام بذار, شماره + اشتباه غلط, اشتباه گرفته-, پاک کنید, حذف کن- , شماره من + حذف پاک, دیگر + پیام نفرستید, ارسال نکنید, شماره ام را از کجا`,
  fi: `ala alkaa en ei + lahet- laheta- kirjoit- laita viest- halua- tekstiv- sms hairi- hairits- soita soit- enaa kiinnosta- ota, jata minut rauhaan, jattakaa minut rauhaan, rauhaan, vaara numero, vaarassa numerossa, poist- + numero- tieto- tiedot minut listalta, lopeta-, mista saitte, ei enaa`,
  fr: `ne n pas plus jamais aucun- arret- cess- + ecri- ecriv- necri- envoi- envoy- sms texto- message- messages veux voul- souhait- contact- appel- derang- deranger recev- recoi- interess- sollicit- embet- demande, plus de + sms message- messages texto- mails pub publicite, ne mecrivez, plus pas + mecri- mecriv- menvoy-, ne menvoyez, ne mecris, ne me, laiss- + tranquil- paix moi nous, foutez moi, fichez moi, lachez moi, fous moi, en paix, mauvais faux erron- trompe- + numero personne, erreur de + numero personne, vous vous trompez, supprim- effac- enlev- retir- ray- oubli- radi- + numero coordonnees donnees liste moi fichier, supprimez moi, retirez moi, enlevez moi, desinscri-, desabonn-, desist-, ou comment qui + numero, avez vous eu mon, assez, ca suffit, stop aux, harcel-, arretez, arrete, pas interesse-, degage-, non merci, casse toi, cnil, rgpd, qui etes vous, plus rien`,
  he: `לא אל בלי + רוצה מעוניין מעוניינת לשלוח תשלח תשלחו שולחים הודעות הודעה סמס לכתוב תכתבו תכתוב תתקשר תתקשרו להטריד תטרידו לקבל, עזבו, עזוב, תעזבו, תעזוב, תנו לי מנוחה, בשקט, טעות + מספר במספר, טעות, מספר + שגוי לא נכון, מחק מחקו תמחק תמחקו הסר הסירו תסירו להסיר למחוק + מספר המספר אותי פרטים, מאיפה יש לכם, ספאם, הטרדה, תפסיקו, תפסיק, הפסיקו, די כבר`,
  hi: `नही मत ना + भेज- लिख- चाहि- चाहत- संदेश मैसेज एसएमएस कॉल परेशान, मुझे अकेला, गलत नंबर, गलत नम्बर, नंबर + हटा- मिटा- डिलीट, नम्बर + हटा- मिटा-, nahi nahin mat + bhej- chahiye message msg karo, galat number, band kar-, pareshan`,
  hr: `ne nemoj nemojte nikad- vise necu + salj- posalj- slati pis- pisite pisati zel- zelim poruk- sms kontakt- zov- smeta- gnjav-, ne zelim, necu, ostavi- + miru na, pustite me, pusti me, na miru, u miru, krivi kriv pogresan pogresn- + broj, obris- izbris- ukloni- makni- + broj podatke me, odakle vam, prestani-, odjav-, dosta mi, bez poruka`,
  hu: `ne nem soha tobb + ir- irj- irjon irjanak kuld- kuldj- uzenet- sms keres- keress- ker- zavar- hiv- hivj- akar- szeretn- erdekel- kert- jarul-, hagyj- + beken bekeben abba, beken, rossz szam, teves szam, teves, rossz telefonszam, torol- toroljek torolje torolj tavolit- vegy- vegyek + szam- telefonszam- adat- listarol engem, leiratkoz-, lemond-, honnan van meg, eleg volt, elegem`,
  id: `jangan tidak tak gak nggak ga enggak ngga + kirim- mengirim- hubungi menghubungi sms pesan mau ingin chat wa ganggu mengganggu telepon tertarik minat lagi, tolong hapus, hapus- + nomor no data saya kontak, salah nomor, salah sambung, nomor salah, biarkan saya, tinggalkan saya, berhenti-, hentikan, dari mana dapat, dapat nomor, spam, stop kirim`,
  is: `ekki + senda sendu- sendid skrifa- hafa hafid trufla- vil skilabod hringja- , lattu mig, latid mig, i fridi, rangt numer, vitlaust numer, eyda eydid eyddu fjarlaeg- takid + numer- mig, haett-, afskra-`,
  it: `non mai nessun- niente senza + scriv- invi- mand- sms messagg- voglio vogl- contatt- chiam- disturb- desider- ricev- interess- autorizz- chiesto piu iscritt- romp-, basta, non piu, lasci- + pace stare, lasciami, lasciatemi, in pace, smett-, smettila, numero persona + sbagliat- errat-, ha sbagliato, hai sbagliato, avete sbagliato, cancell- elimin- rimuov- toglie- togli togliete tolga + numero dati lista mi me contatto, cancellami, cancellatemi, rimuovetemi, toglietemi, toglimi, disiscri-, disdi-, dove come chi + numero, molesti-, gdpr, spam, denunci-, vattene, andate via`,
  lt: `neberas-, neras-, nesius-, nesiun-, nebesiu-, nenor-, nebenor-, neskamb-, netrukd-, nereikia, nedomina, palik- ramyb-, ramybe-, klaidingas + numeris, neteisingas numeris, ne tas numeris, istrink- pasalin- + numer- mane duomen-, atsisak-, is kur gavote, stabdy-, sustabdy-, liauk-`,
  lv: `nerakst-, nesut-, nevel-, negrib-, nezvan-, netrauc-, nevajag, neinterese, liec- + miera, miera, nepareizs numurs, nepareizais numurs, kluda numura, dzes- izdzes- nonem- + numur- mani datus, atteik-, partrauc-, no kurienes jums`,
  ms: `jangan tidak tak + hantar- mesej sms hubungi mahu nak ganggu, salah nombor, nombor salah, padam- buang- + nombor, biarkan saya, berhenti-`,
  nb: `ikke ingen aldri + skriv- send- sms- melding- vil kontakt- ring- onsker interessert flere gidder mer, la meg vaere, la meg + fred ro, i fred, feil + nummer person, slett- fjern- + nummer- meg data, hvor har dere, hvem ga, slutt med, slutt a, slutt, hold opp`,
  nl: `niet niets geen nooit + schrijf schrijv- stuur sturen stuurt sms berichten bericht wil wilt wens contact bel bellen app appen appjes lastig interesse ontvang- krijg- gevraagd meer, met rust, laat laten + rust me mij, hou op, houd op, hou ermee op, ophouden, verkeerd- fout + nummer persoon, wis wissen verwijder- schrap haal halen delete + nummer gegevens lijst me mij, verwijder-, uitschrijv-, afmeld-, opzeg-, waar vandaan hoe wie + nummer, genoeg, rot op, val me niet, klaar mee, ga weg, wie is dit, wie bent u, wie ben je, geen berichten, lastigvall-`,
  pl: `nie nigdy zadnych bez + pisz- piszcie pisac wysyl- wysla- przysyl- przysla- chce chc- zycz- sms- smsow wiadomosc- kontakt- dzwon- interes- zawracaj- zawracac zgod- zgadza- prosil- pros- wiecej, dajcie + spokoj, daj + spokoj, spokoj-, zostaw- + mnie spokoju, pomylk-, zly zla bledny niewlasciw- nieprawidlow- + numer, usun- skasuj- wykresl- wymaz- wykasuj- + numer- dane mnie, przesta-, wypis-, rezygn-, zrezygn-, skad + numer, odczep-, odwal-, spadaj-, dosc, rodo, nekan-, koniec z`,
  pt: `nao nunca jamais nenhum- sem + quero quer quis desej- mand- envi- escrev- mensag- sms contact- contat- lig- perturb- incomod- receb- interess- autoriz- pedi mais, nao mais, chega, basta, deix- + paz sossego, em paz, me deixa, me deixe, deixem me, pare de, parem, pare, numero telefone pessoa + errad- engan-, engano, apag- remov- retir- exclu- delet- elimin- tir- + numero telefone dados lista me contato, descadastr-, de onde como quem + numero, spam, denunci-, lgpd, some daqui, quem e voce, sem interesse, para de`,
  ro: `nu niciodata fara + vreau doresc mai scri- scrie- trimit- trimite- mesaj- sms contact- suna- deranj- interes- primesc, lasa- ma in pace, in pace, lasati ma, lasa ma, numar numarul + gresit, gresit numarul, sterg- stergeti elimin- scoat- + numar- numarul date, dezabon-, renunt-, de unde + numar-, gata cu, destul, inceta-, opriti-, opreste-`,
  ru: `не нет больше никогда никаких без + пиш- писать писа- присыл- слать шли шлите отправл- смс сообщен- рассыл- хоч- хотел- жела- звон- беспоко- тревож- надо нужн- интерес- подпис- соглас- давал- просил-, остав- + покое меня нас, в покое, отстан-, отвал-, отвяж-, отцеп-, хватит, прекрат-, перестан-, ошиб- + номер- адрес- вы, не туда попали, не тот номер, не мой номер, неправильный неверный чужой + номер, удал- убер- убрать сотр- исключ- вычеркн- забуд- + номер- данные меня базы списк-, откуда кто + номер-, отпис-, отпиш-, отказываюсь, отказ от, отключ-, заблокир-, достали, задолбал-, надоел-, спам-, жалоб-, суд, иди- + нах-, кто это, кто вы`,
  sk: `nepis-, neposiel-, nechcem, nekontakt-, nevolaj-, neotravuj-, neobtazuj-, nesuhlas-, nemam zaujem, nechaj- + pokoji pokoj, dajte mi pokoj, zle nespravne + cislo, omyl, vymaz- zmaz- odstran- + cislo udaje ma, ziadne dalsie, ziadne spravy, prestan-, odhlas-, odkial mate`,
  sl: `ne nocem nikoli + posilj- pis- pisite zelim zel- sporocil- sms klic- moti- kontakt-, nocem, pusti- + miru pri, pri miru, v miru, napacn- + stevilk-, izbris- odstran- + stevilk- me podatk-, prenehaj-, odjav-, od kod imate`,
  sr: `не немој немојте никад + шаљ- пиш- желим порук- смс зов- смета-, нећу, остави- + миру на, на миру, погрешан + број, обриш- избриш- уклони- + број податке ме, престани-, одјав-, одакле вам`,
  sv: `inte inga aldrig ej + skriv- skicka- sms- sms:a meddelande- vill kontakta- ring- stor- intresserad fler mer onskar, lamna mig, lat mig, i fred, ifred, fel + nummer person, ta bort, radera- stryk + nummer- mig uppgifter, sluta-, avsluta, hall kaften, var fick ni, vem gav, avregistrer-, nog nu`,
  tr: `mesaj sms mail + atma- atmayin gonderme- gondermey- yazma- istemi- yollama- alma- yok, atmayin, atmay-, gonderme-, gondermey-, yazmay-, yazma, istemi-, yollama-, arama-, aramay-, rahatsiz-, rahat birak-, beni birak-, birakin beni, rahat, yanlis + numara- kisi, numara- numaram- telefonumu beni bilgilerimi + sil silin siler cikar- kaldir-, listeden cik-, iptal-, nereden buldun-, yeter artik, yeter, ilgilenm-, sikayet-, spam, kimsiniz, izin vermi-, onaylami-, rica etsem`,
  uk: `не ні більше ніколи ніяких без + пиш- писати надсил- присил- смс повідомлен- хоч- бажа- дзвон- турбу- треба потріб- цікав- давав- просив- просила, залиш- + спокої мене, у спокої, в спокої, дайте спокій, відчеп-, відстан-, досить, припин-, перестан-, помил- + номер- ви, не той номер, неправильний невірний хибний + номер, видал- прибер- зітр- + номер- дані мене, звідки + номер-, відпис-, відпиш-, відмовл-, спам-, набрид-`,
  ur: `نہیں مت نا + بھیج بھیجو بھیجیں چاہیے چاہتا چاہتی پیغام میسج, تنگ نہ, غلط نمبر, نمبر + ہٹا حذف مٹا, بند کر-, پریشان`,
  vi: `đừng không chớ ngừng ngưng dừng thôi + gửi nhắn nhan gui tin sms muốn liên lien gọi goi làm phiền phien nhận quan tâm, để tôi yên, de toi yen, hãy để tôi, nhầm số, sai số, nham so, sai so, xóa xoá gỡ bỏ loại + số sdt so tôi, làm phiền, hủy đăng, đừng làm, không quan tâm, ở đâu có số, spam, quấy rối`,
  fil: `huwag wag ayoko ayaw hindi + magtext text mensahe magpadala padala tumawag gusto, tigil-, maling numero, wrong number, tanggal- burahin alisin + numero, lubayan`,
  sw: `usitume, msitume, sitaki, niache, niacheni, namba si sahihi, futa + namba nambari`,
  bn: `চাই না, পাঠাবেন না, ভুল নম্বর, বিরক্ত, নম্বর + মুছ-, বন্ধ কর-`,
}; // prettier-ignore

/** The maximum number of words between the two groups of an entry. */
const BETWEEN = 5;

/**
 * Returns whether a text may mean that its writer wants no more messages. @param words normalised, with single spaces
 */
export const saysEnough = (words: string): boolean => {
  const text = ` ${foldLetters(words)} `;
  return PATTERNS.some((sign) => sign.test(text));
};

const PATTERNS: readonly RegExp[] = Object.values(SIGNS)
  .flatMap((signs) => signs.split(','))
  .map((sign) => sign.trim())
  .filter(Boolean)
  .map(patternOf);

function patternOf(sign: string): RegExp {
  const [one, other] = sign.split('+').map((words) => words.trim().split(/\s+/));
  return other ? anyOrder(one ?? [], other) : new RegExp(` ${wordsIn(one ?? []).join(' ')} `, 'u');
}

function anyOrder(one: readonly string[], other: readonly string[]): RegExp {
  const [a, b] = [wordsIn(one).join('|'), wordsIn(other).join('|')];
  const between = `(?:\\S+ ){0,${BETWEEN}}`;
  return new RegExp(` (?:(?:${a}) ${between}(?:${b})|(?:${b}) ${between}(?:${a})) `, 'u');
}

/** The patterns of words in a folded text; `word-` matches any ending. */
function wordsIn(words: readonly string[]): string[] {
  return words.map((word) => {
    const folded = foldLetters(word).replace(/[^\p{L}\p{N}]/gu, '');
    return word.endsWith('-') ? `${folded}\\S*` : folded;
  });
}
