import type { FormLanguage } from '../../domain/languages.contract.ts';

/** The texts of the chat widget. Every other language has the same keys. */
const en = {
  greeting: (organization: string) => `Hello. What would you like to know about ${organization}?`,
  title: (organization: string) => `Ask ${organization}`,
  question: 'Your question',
  send: 'Send',
  again: 'New conversation',
  close: 'Close',
  youAsked: 'You asked:',
  thinking: 'Thinking …',
  writing: 'Writing …',
  address: 'Leave your address',
  back: 'Back to the chat',
  kept: (days: number) =>
    `A language model answers; it may be wrong. What you write is stored encrypted and deleted after ${days} ${days === 1 ? 'day' : 'days'}.`,
  keptLong: 'A language model answers; it may be wrong. What you write is stored encrypted.',
  noScript: 'This chat needs JavaScript.',
  off: 'The chat is closed at the moment.',
  failures: {
    month: 'All questions of this month are used up.',
    backOn: (day: string) => `The chat is back on ${day}.`,
    session: 'This conversation has reached its limit. Begin a new one.',
    network: 'Too many conversations were begun from your network. Try again later.',
    busy: 'Very many are asking just now. Ask again in a minute.',
    too_long: 'That was too long together with what was said before. Begin a new conversation.',
    unavailable: 'There is no answer just now. Try again later.',
    broken: 'The answer broke off.',
    stopped: 'The answer was stopped.',
    offline: 'There is no connection. Nothing is lost: try again when you are online.',
    answering: 'The last question is still being answered.',
    over: 'That conversation is over; this is a new one.',
    invalid: 'Write a question of at most 2,000 characters.',
  },
};
export type WidgetWords = typeof en;

const ar: WidgetWords = {
  greeting: (organization) => `مرحبًا. ماذا تريد أن تعرف عن ${organization}؟`,
  title: (organization) => `اسأل ${organization}`,
  question: 'سؤالك',
  send: 'إرسال',
  again: 'محادثة جديدة',
  close: 'إغلاق',
  youAsked: 'سألتَ:',
  thinking: 'لحظة …',
  writing: 'يكتب …',
  address: 'اترك عنوانك',
  back: 'العودة إلى المحادثة',
  kept: (days) => `يجيبك نموذج لغوي وقد يخطئ. يُحفظ ما تكتبه مشفَّرًا ويُحذف بعد عدد أيام: ${days}.`,
  keptLong: 'يجيبك نموذج لغوي وقد يخطئ. يُحفظ ما تكتبه مشفَّرًا.',
  noScript: 'تحتاج هذه المحادثة إلى JavaScript.',
  off: 'المحادثة مغلقة حاليًا.',
  failures: {
    month: 'استُنفدت أسئلة هذا الشهر.',
    backOn: (day) => `تعود المحادثة في ${day}.`,
    session: 'بلغت هذه المحادثة حدها. ابدأ محادثة جديدة.',
    network: 'بدأت محادثات كثيرة من شبكتك. حاول مرة أخرى لاحقًا.',
    busy: 'يسأل كثيرون الآن. اسأل مرة أخرى بعد دقيقة.',
    too_long: 'كان ذلك طويلًا مع ما قيل من قبل. ابدأ محادثة جديدة.',
    unavailable: 'لا جواب الآن. حاول مرة أخرى لاحقًا.',
    broken: 'انقطع الجواب.',
    stopped: 'أُوقف الجواب.',
    offline: 'لا يوجد اتصال. لم يضِع شيء: حاول مرة أخرى عندما تتصل.',
    answering: 'لا يزال السؤال السابق قيد الإجابة.',
    over: 'انتهت تلك المحادثة، وهذه محادثة جديدة.',
    invalid: 'اكتب سؤالًا لا يزيد على 2000 حرف.',
  },
};

export const WIDGET_WORDS: Record<FormLanguage, WidgetWords> = { en, ar };
