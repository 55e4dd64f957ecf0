import { plain } from './word-finder.ts';

const MAIL =
  /(?:^| )(?:e ?mails?|e ?mailing|mails?|mailing|newsletters?|courriels?|correos?|e ?post|nyhetsbrev|nieuwsbrief)(?: |$)|mail|邮件|邮箱|電郵|郵件|メール|메일/u;
const TEXTS =
  /(?:^| )(?:sms|mms|texts?|texting|mobile|cell|phone|telephone|tel|call|calls|calling|telefon|telefono|handy|whatsapp|anruf|appel|appels|llamar|llamadas|movil|portable)(?: |$)|短信|电话|電話|手机|전화|문자/u;
const NEITHER =
  /(?:^| )(?:fax|post|postal|letter|letters|brief|briefe|briefpost|briefpost|courrier|correo postal|push|web push|whatsapp)(?: |$)|郵送|邮寄|우편/u;

/** Returns whether a plain text names mail. */
export const namesMail = (text: string): boolean => MAIL.test(text);
/** Returns whether a plain text names texts or calls. */
export const namesTexts = (text: string): boolean => TEXTS.test(text);

/** Returns whether a plain text is about a channel: true, false, or null when it names none. */
export function isAbout(text: string, channel: 'email' | 'sms'): boolean | null {
  const [mail, texts] = [namesMail(text), namesTexts(text)];
  if (mail || texts) return channel === 'email' ? mail : texts;
  return NEITHER.test(text) ? false : null;
}

/** Returns whether a header speaks about a channel; one that names no channel speaks about all. */
export const concerns = (header: string, channel: 'email' | 'sms'): boolean =>
  isAbout(plain(header), channel) ?? true;
