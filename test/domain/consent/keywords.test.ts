import test from 'ava';
import {
  isBareNo,
  normalizeText,
  providerKnowsStop,
  wishOf,
  type Wish,
} from '#domain/inbound/keywords.ts';

const READ: Record<Wish, string[]> = {
  stop: [
    // Twilio's list, its two newest included, and what AWS adds.
    'STOP', 'stopall', 'Unsubscribe', 'CANCEL', 'End', 'quit', 'REVOKE', 'OPTOUT', 'ARRET', 'Remove', 'TD', 'OPT-OUT', 'opt out',
    // The same in other spellings: spaces, quotes, marks, emoji, full width, accents, invisible letters.
    ' stop ', '"STOP"', '“Stop.”', 'STOP!!!', 'stop 🛑', '🙏 STOP', 'ＳＴＯＰ', 'arrêt', 'st\u200bop', 's t o p', 'S.T.O.P.', 'Stop\n\nSent from my phone',
    'opt_out', 'Opt–out', "STOP'",
    // In the recipients' languages.
    'СТОП', 'стоп!', 'Отписаться', 'відписатися', '停止', '退订', '退訂', '取消', 'قف', 'أوقف', 'إلغاء الاشتراك', 'لغو', 'עצור', 'הסר אותי', 'रोकें', '配信停止', '수신거부', 'หยุด',
    'ARRÊTER', 'désabonnement', 'Abmelden', 'parar', 'SAIR', 'alto', 'baja', 'darme de baja', 'Στοπ', 'iptal', 'DUR', 'berhenti', 'wypisz mnie', 'afmelden', 'afmeld', 'lopeta', 'Hủy', 'TUCHOI', 'stopper', 'wyłącz', 'leállítás', 'お断り', 'ایست', '5TOP', 'STO P',
    // A stop word first, and at most four more.
    'stop texting me', 'STOP PLEASE', 'please stop texting me', 'Pls STOP', 'Please, stop texting me!', 'cancel my subscription now', 'unsubscribe me from this list',
    'STOPPEN', 'dung lai', 'dừng lại', 'leállít', 'hætta', 'stabdyti', 'peata', 'apturēt', 'отказ', 'zakończ', 'zakoncz', 'REZIGNUJ', 'SLUTA', 'henti', 'stopstop', 'STOP1', 'stop2end', 'stoooop', 'STOP by our shop',
    'stop,please', 'opt out of all your texts', 'إلغاء', 'توقف',
    // In letters that look alike, and in pictures of letters.
    'ЅТОР', 'ѕtор', 'Ѕtop', 'STОP', 'stοp', 'ꓢꓔꓳꓑ', 'ꜱᴛᴏᴘ', '🅂🅃🄾🄿', '🆂🆃🅾🅿', '🅢🅣🅞🅟', '🇸🇹🇴🇵', '$TOP', 'ՏТОР', 'ЅТОР please', 'CTOП', 'СТOП', 'unѕubѕсribe', 'ΣTOΠ', 'uո$ubscribe',
  ],
  perhaps_stop: [
    "I don't want these any more", 'I don’t want these anymore', 'leave me alone', 'Leave me alone!!', 'wrong number', 'Sorry, wrong number mate', 'take me off your list', 'not interested',
    'do not text me again', 'dont text this number', 'no more', 'no thanks', 'who is this?', 'lose my number', 'I never signed up for this', 'this is spam', '🛑', '🖕',
    'can you stop texting me every single day', 'I want to opt out of your messages from now on', 'stop it I have told you a thousand times now', 'go away', 'delete my number from your system please',
    'لا أريد رسائلكم', 'رقم خاطئ', 'no quiero más mensajes', 'keine Nachrichten mehr bitte',
    'не пишите мне больше', 'Больше не присылайте это', '请不要再发了', '请停止给我发短信', 'もう送らないでください', '이제 그만 보내주세요', 'ja nie chcę tego', 'não quero mais receber mensagens de vocês',
    // Almost a keyword.
    'unsuscribe', 'Unsubscrbe', 'unsubcribe', 'cancle', 'stopmsgs', "don't stop",
    'hör auf', 'hoer auf', 'Hört auf mir zu schreiben', 'lasst mich in Ruhe', 'Falsche Nummer', 'Löschen Sie meine Nummer', 'Bitte keine SMS mehr', 'Woher habt ihr meine Nummer',
    'laissez moi tranquille', 'Laissez-moi tranquille !', "ne m'écrivez plus", 'mauvais numéro', 'je ne veux plus de sms', 'retirez mon numéro', "arrêtez de m'écrire, je vous en prie encore une fois",
    'déjame en paz', 'no más mensajes', 'número equivocado', 'borre mi número', 'ya no me escriban', 'quítenme de la lista', 'non scrivetemi più', 'numero sbagliato', 'toglietemi dalla lista',
    'me deixe em paz', 'numero errado', 'não me mandem mais mensagens', 'laat me met rust', 'geen berichten meer', 'verwijder mijn nummer', 'nie piszcie do mnie', 'usuńcie mój numer', 'proszę przestać',
    'mesaj atmayın', 'beni rahat bırakın', 'beni rahat birakin', 'numaramı silin', 'оставьте меня в покое', 'удалите мой номер', 'вы ошиблись номером', 'اتركني وشأني', 'احذفوا رقمي',
    'fel nummer', 'lämna mig ifred', 'la meg være i fred', 'forkert nummer', 'väärä numero', 'jättäkää minut rauhaan', 'nepište mi', 'špatné číslo', 'rossz szám', 'hagyjanak békén', 'greșit numărul', 'lăsați-mă în pace',
    'λάθος αριθμός', 'αφήστε με ήσυχο', 'מספר שגוי', 'תעזבו אותי', '打错了', '間違い電話です', '잘못 보냈어요', 'ผิดเบอร์', 'salah nomor', 'jangan kirim sms lagi', 'đừng nhắn tin nữa', 'nerašykite man', 'nerakstiet man',
    'Please take my number out of your system', 'I want out', 'who gave you my number', "please don't", "I'm done",
    'dont txt me', "don't msg me", 'dnt txt', 'do not call me', 'NO', 'No.', 'nooo', 'no no no', 'Nope', 'no please', 'exit', 'EXIT!', 'off', 'block', 'blocked', 'reported', 'I reported you', 'u r blocked', 'I will block you', 'deny', 'refused', 'mute',
    '👎', '❌', '👎👎👎', 'your shop 👎🏽', '🙅‍♀️', '🔕', '✖️', 'δε θέλω', 'δε θελω αλλα', 'den thelo', 'нехочу', 'ne pishite', 'jveux plus', 'ich will nich mehr',
    'Nein', 'non', 'não', 'nee', 'nej', 'nei', 'ei', 'нет', 'όχι', 'hayır', 'لا', 'לא', 'いいえ', '아니요', '不', 'bloqueado', 'blockiert', 'signalé', 'заблокировано', '拉黑', 'ブロック', '차단', 'lеаvе me alone', 'wrоng numbеr',
  ],
  help: ['HELP', 'help!', 'Info', ' info? ', 'ПОМОЩЬ', 'Hilfe', 'ヘルプ', '帮助'],
  start: ['START', 'unstop', 'Start.'],
  yes: ['YES', 'yes!', ' Yes '],
  none: ['', '   ', '👍', 'Hello, when are you open?', 'ok', 'thanks!', 'start the car', 'yes please', 'help me choose a size', 'I will be there at 5', '123456', 'What time does the shop open', 'Fine', 'seis', 'да', '好的', 'спасибо', 'شكرا', 'para mañana por favor', 'ありがとう',
    // Similar to keywords, but harmless.
    'thank you', 'subscribe', 'arrive', 'đúng', 'accha', 'I love your messages', 'Can I change my appointment to Monday', 'What is your address', 'My flight was cancelled', 'Danke, bis morgen', 'Wann haben Sie geöffnet?', 'À quelle heure ouvrez-vous ?',
    'No problem', 'No, I will come at 5', 'no worries', 'No I need two of them', 'I am off today', 'Is there 20% off today?', 'take exit 5', 'block 4, flat 12', 'two blocks away', 'It was reported on the news', 'I reported to the front desk', 'Is my car done', 'Done', 'Finished!', 'It costs 5$', '$20 is fine', '🇹🇩', '🇩🇪🇫🇷', '👍🏽', '✅', '❤️', '🙏', '🙌',
    'Nein, erst um fünf', 'Non, demain', 'No, a las cinco', 'Нет, завтра', 'Το θέλω', 'Θέλω δύο', 'Хорошо, до встречи', 'Мама пришла', 'Καλημέρα', 'Да, я приду', 'тема хороша', 'Ще дойда утре', 'Дођем сутра', 'Да, jас ќе дојдам',
    '¿A qué hora abren?', 'gracias, nos vemos', 'A che ora aprite?', 'Tot morgen', 'Do zobaczenia', 'Saat kaçta açılıyor', 'Во сколько вы открываетесь', 'متى تفتحون', '明天见', 'はい、お願いします', '네 감사합니다'],
}; // prettier-ignore

for (const wish of ['stop', 'perhaps_stop', 'help', 'start', 'yes', 'none'] as const) {
  test(`read as ${wish}`, (t) => {
    for (const text of READ[wish].filter((one) => one !== '' || wish === 'none')) {
      t.is(wishOf(text), wish, text);
    }
  });
}

test('a bare negation is known, in whatever form', (t) => {
  for (const text of ['NO', 'no!', 'nooo', 'No no', 'nein', 'нет', 'いいえ', 'no please'])
    t.true(isBareNo(text), text);
  for (const text of ['no more', 'exit', 'no thanks mate', 'stop', 'yes', '👎'])
    t.false(isBareNo(text), text);
});

test('words are compared in one spelling', (t) => {
  t.is(normalizeText('  “Opt–OUT!” 🙏 '), 'opt out');
  t.is(normalizeText("I DON'T want"), 'i dont want');
  t.is(normalizeText('s t o p'), 'stop');
});

test('the provider knows the bare words only', (t) => {
  for (const word of ['stop', ' STOP\n', 'Revoke', 'OPTOUT']) t.true(providerKnowsStop(word), word);
  for (const word of ['stop please', 'STOP.', 'opt out', 'arret', 'remove'])
    t.false(providerKnowsStop(word), word);
});

test('that the owner has died, is somebody else or wants out is reviewed, in many languages', (t) => {
  for (const text of ['DNC', 'D.N.C', 'DNC please', 'leave me out', 'Please leave us out of this', 'this is not Ann', "I'm not Ann", 'she died', 'He passed away', 'deceased', 'Verstorben', 'Er ist gestorben', 'il est mort', 'Elle est décédée', 'ungewollt', 'unerwünscht', 'ينهي', 'falleció', 'è morta', 'faleceu', 'overleden', 'zmarła', 'она умерла', 'vefat etti', 'avliden', 'kuollut', 'unwanted', 'Das ist nicht Anna'])
    t.true(['stop', 'perhaps_stop'].includes(wishOf(text)), text);
}); // prettier-ignore

test('the sentences of docs/inbound.md about stop words are true', (t) => {
  const said = {
    stop: ['I opt out', 'opt me out', 'please stop texting me', 'Re: STOP', 'RE: please stop', 'Cancel my appointment', 'please stop by tomorrow'],
    perhaps_stop: ['HELP STOP', 'help stop'],
    none: ['Re: Thanks', 'What time do you open?'],
  } as const; // prettier-ignore
  for (const [wish, texts] of Object.entries(said)) {
    for (const text of texts) {
      const told: string = wishOf(text);
      t.is(told, wish, text);
    }
  }
});
