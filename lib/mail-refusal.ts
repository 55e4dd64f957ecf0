/*
 * Finds the subject of a mail server's refusal. One mistake of ours, such as a wrong DNS record, makes servers refuse
 * every recipient; read as "no such mailbox", it would end the consent of all of them. So a mailbox counts as gone
 * only when the reply says so and nothing in it says otherwise.
 */

/** One reply with all its lines, or the part that a delivery report quotes. */
export type MailReply = {
  /** The three digits; 0 when only a status is known. */
  code: number;
  /** The texts of its lines, without the three digits. */
  lines: readonly string[];
  /** The command that it answered; null when unknown, as in most delivery reports. */
  stage: 'mail' | 'rcpt' | 'data' | 'body' | null;
};

/**
 * The subject of a refusal.
 * - gone: there is no such mailbox, or nobody uses it any more.
 * - recipient: the recipient's side, for now or for its own reasons: a full box, no route.
 * - sender: our address, our authentication, our reputation, or this message.
 * - unclear: the reply does not say. Nobody is blocked for it.
 */
export type MailRefusal = 'gone' | 'recipient' | 'sender' | 'unclear';

/**
 * 1. Any line that speaks of us or of the message decides: `5.7.26` in the first line and `5.1.1` in the last is
 *    about us. So does a word like "Sender address rejected", whatever the code.
 * 2. A code that names the mailbox (`GONE`) is believed at every stage after MAIL.
 * 3. Without such a code, words must say that the user is unknown, in a 550, 551 or 553, and not as the answer to
 *    the body: that is about what was in it (RFC 5321 §4.2.2 and §4.2.3).
 * 4. Everything else: not gone.
 */
export function mailRefusal(reply: MailReply): MailRefusal {
  const codes = statusesIn(reply.lines);
  const words = wordsOf(reply.lines);
  const about = codes.map(aboutOf);
  if (reply.stage === 'mail' || about.includes('sender') || SENDER_WORDS.test(words))
    return 'sender';
  if (about.includes('recipient') || FOR_NOW.test(words)) return 'recipient';
  if (about.includes('gone')) return isPermanent(reply, codes) ? 'gone' : 'recipient';
  if (reply.stage === 'data' || reply.stage === 'body') return 'sender';
  return BARE.has(reply.code) && GONE_WORDS.test(words) ? 'gone' : 'unclear';
}

/**
 * Returns the code for an outcome. For a mailbox that is gone: the three digits. Otherwise the enhanced status, such
 * as `5.7.26`, of the line that decided, because it says more.
 */
export function refusalCode(reply: MailReply): string {
  const about = mailRefusal(reply);
  if (reply.code < 550 || about === 'gone') return String(reply.code);
  const codes = statusesIn(reply.lines);
  return codes.find((code) => aboutOf(code) === about) ?? codes[0] ?? String(reply.code);
}

/**
 * Statuses for "no such mailbox or host" (RFC 3463 §3.2 and §3.3; 5.1.10 is RFC 7505 §4.2, and Exchange uses it for
 * an unknown recipient). Not 5.1.90 (Exchange: our daily limit).
 */
const GONE = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1']);

/** "Other address status" and "other": here the text decides. Outlook.com uses 5.5.0 for "no mailbox". */
const OPEN = new Set(['5.0.0', '5.1.0', '5.5.0', '4.0.0']);

/**
 * Statuses about us or about the message: 1.7 and 1.8 our address (RFC 3463 §3.2), 2.3 too long, 3 the system,
 * 5 the protocol, 6 the content, 7 security and policy (RFC 3463 §3.8; 7.20 to 7.26 RFC 7372, 7.27 RFC 7505), and
 * Exchange's own: 1.20 several authors, 1.90 our daily limit.
 */
const SENDER = /^[45]\.(?:1\.(?:7|8|20|90)|2\.3|[3567]\.\d+)$/;

type Status = string;

function aboutOf(status: Status): 'gone' | 'recipient' | 'sender' | null {
  if (OPEN.has(status)) return null;
  if (GONE.has(status)) return 'gone';
  return SENDER.test(status) ? 'sender' : 'recipient';
}

/** An enhanced status (RFC 2034, RFC 3463), but not a part of an IP address or version. Subjects go from 0 to 7. */
const STATUS = /(?<![\d.])[45]\.[0-7]\.\d{1,3}(?!\.?\d)/g;

const statusesIn = (lines: readonly string[]): Status[] =>
  lines.flatMap((line) => line.match(STATUS) ?? []);

/** A 4yz reply never means that a mailbox is gone, whatever status comes with it. */
const isPermanent = ({ code }: MailReply, codes: readonly Status[]): boolean =>
  code === 0 ? codes.some((status) => GONE.has(status)) : code >= 500;

/** "Mailbox unavailable", "user not local", "mailbox name not allowed" (RFC 5321 §4.2.2). */
const BARE = new Set([550, 551, 553]);

/** Joins the lines without addresses and links: `spam@example.com` does not mean spam. */
const wordsOf = (lines: readonly string[]): string =>
  lines
    .join(' ')
    .replaceAll(/https?:\/\/\S+/gi, ' ')
    .replaceAll(/[^\s<>(),;:]+@[^\s<>(),;:]+/g, ' ')
    .replaceAll(/\s+/g, ' ');

/**
 * Words about us or about the message, as servers write them (Postfix, Exim, Exchange, Gmail, Yahoo, GMX, Cisco,
 * Mimecast, Barracuda, QQ), and "sender" in other languages. Not "relay" alone: Postfix looks users up in a "relay
 * recipient table".
 */
const SENDER_WORDS = new RegExp(
  [
    /\bsenders?\b|absender|exp[eé]diteur|remitente|remetente|mittente|afzender|avsändare|avsender|nadawc|отправител|发件人|寄件者|送信者|送信元|보낸 ?사람/,
    /\bfrom (?:address|domain)\b|\bmail ?from\b|\breturn.path\b|\boriginat/,
    /\bpolic(?:y|ies)\b|\bspam|\bjunk\b|\bunsolicited\b|\babus|\bvirus|\bmalware\b|\bphish|\bcontents?\b|\battachment/,
    /\bblock|\bblack ?list|\bdeny ?list|\bd?ns?rbl\b|\bdnsbl\b|\brbl\b|\breputation\b|\bbanned\b|\bsuspicious\b/,
    /\bdenied\b|\bprohibit|\bnot permitted\b|(?<!mailbox name )\bnot allowed\b|\b(?:un|not )authori[sz]ed\b|\bsecurity\b/,
    /\bauthenticat|\bspf\b|\bdkim\b|\bdmarc\b|\bptr\b|\breverse\b|\bhelo\b|\behlo\b|\btls\b|\bcertificate\b|\bdns check\b/,
    /\brelaying\b|\brelay access\b|\brelay not\b|\b(?:to|not) relay\b|\bips?\b|\bclient host\b|\byour (?:access|account|ip|host|server|domain)\b/,
    /\btoo (?:many|large|big|long|fast)\b|\brates?\b|\blimit|\bexceed|\bthrottl|\bgr[ae]y ?list|\bcallback\b|\bverif/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
);

/** Phrases for a mailbox that exists but cannot take mail now. */
const FOR_NOW = /\bquota\b|\bfull\b|\bstorage\b|\btemporar|\btry (?:again|later)\b|\bover size\b/i;

/** Without "domain": at RCPT a server may mean the sender's domain. */
const WHO = '(?:user|mail ?box|recipient|account|address|addressee|person|customer|inbox)';
/** Phrases for "nobody has that name". */
const GONE_WORDS = new RegExp(
  [
    `\\b(?:no|unknown|invalid|bad|non-?existent|unrout(?:e)?able|undeliverable)(?: such)?(?: local)? ${WHO}\\b`,
    `\\b${WHO}(?: \\S+){0,6}? (?:unknown|unavailable|invalid|inactive|disabled|deactivated|discontinued|closed|terminated|expired)\\b`,
    `\\b${WHO}(?: \\S+){0,6}? (?:not found|not known|not local|not exist|not recogni[sz]ed|not listed|no longer|not our|not allowed|rejected: user unknown)\\b`,
    `\\b${WHO}(?: \\S+){0,6}? (?:doesn['’]?t|does not|do not|is not) (?:exist|have|here|valid|active)\\b`,
    "\\bnot our customer\\b|\\bno mailbox here\\b|\\bcould ?n[o’']t be found\\b|\\bno one here by that name\\b",
  ].join('|'),
  'i',
);
