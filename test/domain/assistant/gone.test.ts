import test from 'ava';
import { daysGone } from '#domain/assistant/suggestions/days.ts';
import { figuresGone } from '#domain/assistant/suggestions/figures.ts';
import { goneFrom } from '#domain/assistant/suggestions/gone.ts';
import { optOutsTold } from '#domain/inbound/opt-out-told.ts';

test('numbers, times, amounts and phone numbers that are gone are named as they are written', (t) => {
  const cases: [before: string, after: string, gone: string[]][] = [
    ['Come at 14:30 to room 12, 20 % off, call 020 7946 0123', 'Come, 20 % off', ['14:30', '12', '020 7946 0123']],
    ['€5.00 for 2', '2 for €5', []],
    ['€5 off', '$5 off', ['€5']],
    ['20% off', '20 percent off', []],
    ['20% off 20 roses', '20 roses', ['20%']],
    ['20% off', '$20 off', ['20%']],
    ['costs 1,000.50', 'kostet 1.000,50', []],
    ['costs 1 000', 'costs 1000', []],
    ['costs 1000', 'costs 100', ['1000']],
    ['at 2:30 pm', 'um 14:30 Uhr', []],
    ['at 12:15 am', 'um 0:15 Uhr', []],
    ['at 2 pm', 'um 14:00 Uhr', []],
    ['at 2 pm', 'um 15:00 Uhr', ['2 pm']],
    ['on 05/12/2026', 'am 5.12.2026', []],
    ['on 05/12/2026', 'on 2026-12-05', []],
    ['on 5 December', 'on December 5', []],
    ['call 020 7946 0123', 'call 02079460123', []],
    ['room 12, 14:30', '١٢، ١٤:٣٠', []],
    ['no figures', 'none', []],
  ]; // prettier-ignore
  for (const [before, after, gone] of cases) {
    t.deepEqual(figuresGone(before, after), gone, `${before} → ${after}`);
  }
});

test('days and months that are gone are named, in the languages of both texts', (t) => {
  const cases: [before: string, language: string, after: string, to: string, gone: string[]][] = [
    ['Until Friday evening', 'en', 'Until the evening', 'en', ['Friday']],
    ['Until Friday evening', 'en', 'Until Fri evening', 'en', []],
    ['Tomorrow in May', 'en', 'In the spring', 'en', ['Tomorrow']],
    ['on 3 May', 'en', 'on the third', 'en', ['May']],
    ['You may come on the 3rd', 'en', 'Come on the 3rd', 'en', []],
    ['Until Friday', 'en', 'Bis Freitag', 'de', []],
    ['Until Friday', 'en', 'В пятницу', 'ru', []],
    ['Until Friday', 'en', '截止周五', 'zh', []],
    ['Until Friday', 'en', 'حتى الجمعة', 'ar', []],
    ['Until Friday', 'en', 'Bis bald', 'de', ['Friday']],
    ['on 3 May', 'en', 'am 3.5.', 'de', []],
    ['Until Friday', 'en', 'Anything', 'xx', []],
  ]; // prettier-ignore
  for (const [before, language, after, to, gone] of cases) {
    t.deepEqual(daysGone({ text: before, language }, { text: after, language: to }), gone, `${before} → ${after}`); // prettier-ignore
  }
});

test('a sentence that tells how to stop is found in any language, and no other one', (t) => {
  const told = [
    'Reply STOP to opt out', 'Txt STOP 2 end', 'STOP to unsubscribe', 'To opt out, reply with the word stop', 'Reply "stop" any time', 'Text “END” to 12345',
    'Antworten Sie mit STOPP, um nichts mehr zu bekommen', 'Abmelden: antworte ABMELDEN', 'Répondez ARRET pour ne plus rien recevoir', 'Responde BAJA para no recibir más', 'Responde alto todo',
    'لإيقاف الرسائل أرسل STOP', 'أرسل توقف لإيقاف الرسائل', '退订回复TD', '回复退订', 'Отправьте СТОП, чтобы отписаться', 'Отправьте стоп', '配信停止は「停止」と返信', '수신거부는 중지 라고 회신', 'השב הסר להסרה',
  ]; // prettier-ignore
  for (const text of told) t.deepEqual(optOutsTold(`Roses today. ${text}!`), [text]);
  const not = [
    'Send us your order before the end of May', 'Text us to cancel your order', 'The bus stops here', 'Meet us at the stop', 'SALE ENDS TODAY', 'We never quit', 'Reply with your name', 'Remove the ribbon and send it back', '',
  ]; // prettier-ignore
  for (const text of not) t.deepEqual(optOutsTold(text), [], text);
});

const gone = (before: string, after: string, to = 'en') =>
  goneFrom({ texts: [before], language: 'en' }, { texts: [after], language: to });

test('how to stop is lost where no other sentence tells it; marks are no figures', (t) => {
  const text = 'Hi ⟦1⟧, come at 14:30. Reply STOP to opt out.';
  t.deepEqual(gone(text, 'Hi ⟦1⟧'), { optOut: ['Reply STOP to opt out'], figures: ['14:30'] });
  t.deepEqual(gone(text, '⟦1⟧: 14:30. Txt STOP 2 end'), { optOut: [], figures: [] });
  t.deepEqual(gone(text, 'Hallo ⟦1⟧, 14.30 Uhr. STOP zum Abmelden', 'de').optOut, []);
  // A word that we would not know when it comes back.
  t.deepEqual(gone(text, 'Hallo ⟦1⟧, 14.30 Uhr. Antworte SCHLUSSDAMIT', 'de').optOut.length, 1);
  t.deepEqual(gone('', ''), { optOut: [], figures: [] });
});

test('a long text of nothing but figures, signs or words is compared at once', (t) => {
  const unlike = ['1 ', '1, ', 'STOP ', 'reply ', '发 ', '"', '9'].map((part) => part.repeat(20_000 / part.length)); // prettier-ignore
  for (const one of unlike) for (const other of unlike) t.truthy(goneFrom({ texts: [one], language: 'en' }, { texts: [other], language: 'de' })); // prettier-ignore
});
