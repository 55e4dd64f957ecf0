import { STAND_IN_KEY } from './installation-model.ts';
import { outgoingUrlFault } from './outgoing.ts';
import { own } from './own.ts';

/** Values by variable, without empty ones. */
type Env = Readonly<Record<string, string | undefined>>;

const MUST_BE_SET = ['ASSENT_MASTER_KEY', 'DATABASE_URL', 'TEMPORAL_ADDRESS', 'SMTP_URL', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM', 'PUBLIC_URL', 'MAIL_FROM'] as const; // prettier-ignore

/** Variables whose default works only on a developer's machine. Setting that default explicitly is just as wrong. */
const DEFAULT_IS_FOR_DEVELOPMENT = ['TEMPORAL_ADDRESS', 'SMTP_URL', 'MAIL_FROM', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM', 'INBOUND_MAIL_SECRET', 'TEMPORAL_UI_URL'] as const; // prettier-ignore

/**
 * Returns the faults of a production configuration: missing variables, and values that anybody who has read our code
 * knows.
 * @param defaultOf returns the default of a variable
 * @returns one sentence for each fault; empty when there is none
 */
export function productionFaults(
  env: Env,
  defaultOf: (name: string) => string | undefined,
): string[] {
  const missing = MUST_BE_SET.filter((name) => !env[name]);
  if (missing.length) return [`ASSENT_ENV=production needs ${missing.join(', ')} to be set`];
  const known = DEFAULT_IS_FOR_DEVELOPMENT.filter(
    (name) => env[name] !== undefined && same(env[name], defaultOf(name)),
  ).map((name) => `${name} is the one for development`);
  const wrong = RULES.flatMap(([name, isWrong, why]) => {
    const value = own(env, name);
    return value !== undefined && isWrong(value) ? [`${name} ${why}`] : [];
  });
  if (env['INBOUND_MAIL_DOMAIN'] && !env['INBOUND_MAIL_SECRET']) {
    wrong.push('INBOUND_MAIL_DOMAIN needs INBOUND_MAIL_SECRET to be set');
  }
  return [...new Set([...known, ...wrong])];
}

const same = (value: string | undefined, other: string | undefined): boolean =>
  normal(value) === normal(other);
const normal = (value = ''): string => value.trim().toLowerCase().replace(/\/$/, '');

const isMonotonous = (text: string): boolean => new Set(text.toLowerCase()).size < 4;

const partsOf = (url: string): URL | null => URL.parse(url);

const hasPlainEndpoint = (url: string): boolean => /[?&]endpoint=http(:|%3a)/i.test(url);

/** Rules on values, each with the text that explains it. */
const RULES: readonly [name: string, isWrong: (value: string) => boolean, why: string][] = [
  ['ASSENT_MASTER_KEY', isGuessable, 'must be 32 random bytes: it can be guessed'],
  ['PUBLIC_URL', (url) => !/^https:/i.test(url), 'must begin with https://'],
  ['TWILIO_API_BASE', (url) => !/^https:/i.test(url), 'must begin with https://'],
  ['DATABASE_URL', (url) => partsOf(url)?.password === 'postgres', 'has the password of npm start’s Postgres'],
  ['SMTP_URL', isLocalReceiver, 'is npm start’s receiver'],
  ['MAIL_FROM', (from) => /@assent\.example\b/i.test(from), 'is the one for development'],
  ['TWILIO_ACCOUNT_SID', (sid) => isMonotonous(sid.slice(2)), 'is nobody’s account'],
  ['TWILIO_AUTH_TOKEN', isKnownSecret, 'can be guessed'],
  ['OPENAI_API_KEY', (key) => key === STAND_IN_KEY, 'is the one for development'],
  ['OPENAI_BASE_URL', isPublicAndPlain, 'must begin with https://, because it is not in your own network'],
  ['TWILIO_FROM', (from) => /^\+1500555\d{4}$/.test(from), 'is a number of Twilio’s for tests'],
  ['INBOUND_MAIL_SECRET', isKnownSecret, 'can be guessed'],
  ['STORAGE_URL', hasPlainEndpoint, 'needs an endpoint with https in production'],
  ['SEALS_URL', hasPlainEndpoint, 'needs an endpoint with https in production'],
  ['DEV_RECEIVERS_URL', () => true, 'is for development; unset it in production'],
  ['ASSENT_API_KEY', () => true, 'is for development; unset it in production'],
]; // prettier-ignore

/**
 * Returns whether a key looks hand-written: a few repeated bytes, a row of numbers, or text. 32 random bytes look
 * like this less than once in 10^13.
 */
function isGuessable(base64: string): boolean {
  const bytes = Buffer.from(base64, 'base64');
  const steps = new Set(bytes.subarray(1).map((byte, i) => byte - (bytes[i] ?? 0)));
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return new Set(bytes).size < 12 || steps.size < 4 || isText;
}

function isKnownSecret(secret: string): boolean {
  return isMonotonous(secret) || /local-development|change.?me|password|example/i.test(secret);
}

/** Returns whether a key would go out to the public internet without encryption. */
function isPublicAndPlain(url: string): boolean {
  return /^http:/i.test(url) && outgoingUrlFault(url.replace(/^http:/i, 'https:')) === null;
}

/** Returns whether a URL is the address of `npm start`'s mail receiver, which answers every mail with "delivered". */
function isLocalReceiver(url: string): boolean {
  const { hostname, port } = partsOf(url) ?? {};
  return port === '1025' && /^(127\.|localhost$|\[::1\]$)/.test(hostname ?? '');
}
