import { createPrivateKey, createSecretKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import './fault-words.ts';
import { modelOf, type InstallationModel } from './installation-model.ts';
import { domainOf, readMailbox } from './mailbox.ts';
import { productionFaults } from './production.ts';
import { wholeNumber } from './whole-number.ts';

const port = wholeNumber({ min: 0, max: 65535 });
const url = z.url();
/** Only the beginning is checked here; providers/storage/location.ts reads the whole address. */
const bucket = z.string().regex(/^s3:\/\/[^/?@]+/, 'must look like s3://bucket/prefix');

/** Every environment variable that Assent's own processes read; docs/operations.md explains each. */
const schema = z.object({
  ASSENT_ENV: z.enum(['development', 'test', 'production']).default('development'),
  ASSENT_DATA_DIR: z.string().min(1).default('.data'),
  SEALS_DIR: z.string().min(1).optional(),
  SEALS_URL: bucket.optional(),
  STORAGE_URL: bucket.optional(),
  ASSENT_MASTER_KEY: z
    .base64('must be 32 bytes in base64: node -p "crypto.randomBytes(32).toString(\'base64\')"')
    .refine((v) => Buffer.from(v, 'base64').length === 32, 'must be exactly 32 bytes'),
  ASSENT_MASTER_KEY_PREVIOUS: z
    .base64('must be the 32 bytes in base64 that ASSENT_MASTER_KEY was before')
    .refine((v) => Buffer.from(v, 'base64').length === 32, 'must be exactly 32 bytes')
    .optional(),
  ASSENT_API_KEY: z.string().regex(/^ask_[A-Za-z0-9_-]{20,}$/, 'must look like ask_… (20 characters or more)').optional(),
  ASSENT_STORY: z.enum(['on', 'off']).default('on'),
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: url.optional(),
  TRUSTED_PROXIES: wholeNumber({ min: 0 }).default(0),
  DATABASE_URL: url,
  TEMPORAL_ADDRESS: z.string().min(1).default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_UI_URL: url.default('http://127.0.0.1:8233'),
  SMTP_URL: url.default('smtp://127.0.0.1:1025'),
  MAIL_FROM: z.string().default('Assent <hello@assent.example>'),
  DKIM_SELECTOR: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be a DKIM selector such as mail2026').optional(),
  DKIM_PRIVATE_KEY: z.base64('must be an RSA key in PEM, in base64: base64 -w0 dkim.pem').optional(),
  SPF_INCLUDE: z.string().regex(/^(?=.{4,253}$)([a-z0-9_-]+\.)+[a-z0-9-]+$/, 'must be a host name').optional(),
  /** Comma-separated addresses of name servers, such as `127.0.0.1:53`. Default: the system's. */
  DNS_SERVERS: z.string().regex(/^[0-9a-f.:[\]]+(\s*,\s*[0-9a-f.:[\]]+)*$/i, 'must be addresses such as 1.1.1.1,9.9.9.9:53').optional(),
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-f]{32}$/i).default('AC00000000000000000000000000000000'),
  TWILIO_AUTH_TOKEN: z.string().min(8).default('local-development-token'),
  TWILIO_API_BASE: url.optional(),
  TWILIO_FROM: z.string().default('+15005550006'),
  OPENAI_API_KEY: z.string().min(1).max(500).optional(),
  OPENAI_BASE_URL: url.optional(),
  ASSISTANT_MODEL: z.string().min(1).max(200).optional(),
  SES_TOPIC_ARNS: z.string().default(''),
  INBOUND_MAIL_DOMAIN: z.string().regex(/^(?=.{4,120}$)([a-z0-9-]+\.)+[a-z0-9-]+$/, 'must be a host name').optional(),
  INBOUND_MAIL_SECRET: z.string().min(16).default('local-development-secret'),
  DEV_RECEIVERS_URL: url.optional(),
  /** How long a request waits for a database connection or for Temporal before it gets a 503, in milliseconds. */
  PATIENCE_MS: wholeNumber({ min: 100 }).default(5_000),
  WORKER_PROCESSES: wholeNumber({ min: 1, max: 64 }).default(1),
  /** What a worker process serves. Apart, a large campaign takes no processor time from a code's process. */
  WORKER_QUEUES: z.enum(['core,bulk', 'core', 'bulk']).default('core,bulk'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
}); // prettier-ignore

export type Config = Omit<
  z.infer<typeof schema>,
  | 'ASSENT_MASTER_KEY'
  | 'ASSENT_MASTER_KEY_PREVIOUS'
  | 'TEMPORAL_UI_URL'
  | 'DKIM_SELECTOR'
  | 'DKIM_PRIVATE_KEY'
  | 'OPENAI_API_KEY'
  | 'OPENAI_BASE_URL'
  | 'ASSISTANT_MODEL'
> & {
  masterKey: KeyObject;
  /** The previous master key, while it is being replaced (docs/keys.md). */
  previousMasterKey: KeyObject | null;
  /**
   * The installation's own keys are derived from it. Equals the master key until that was replaced once
   * (runtime/root-key.ts).
   */
  rootKey: KeyObject;
  publicUrl: string;
  /** Signs mail from MAIL_FROM. Null: the mail server signs it, or nobody does. */
  dkim: { domain: string; selector: string; privateKey: KeyObject } | null;
  /** The installation's language model. Null: the assistant is off, except with an organization's own model. */
  assistant: InstallationModel | null;
  /** Origin of Temporal Web, whose pages may call the codec. In production null unless set. */
  temporalUiUrl: string | null;
};

/** A configuration that cannot work. Its message is one line that says what to set. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Parses the environment once, at the edge of the process.
 * @throws ConfigError naming every variable that is wrong, in one line
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const production = set['ASSENT_ENV'] === 'production';
  const faults = production ? productionFaults(set, defaultOf) : [];
  if (faults.length) throw new ConfigError(`Configuration: ${faults.join('; ')}`);
  if (set['SEALS_DIR'] && set['SEALS_URL']) {
    throw new ConfigError('Configuration: set SEALS_DIR or SEALS_URL, not both');
  }
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`);
    throw new ConfigError(`Configuration: ${reasons.join('; ')}`);
  }
  const {
    ASSENT_MASTER_KEY,
    ASSENT_MASTER_KEY_PREVIOUS,
    TEMPORAL_UI_URL,
    DKIM_SELECTOR,
    DKIM_PRIVATE_KEY,
    OPENAI_API_KEY,
    OPENAI_BASE_URL,
    ASSISTANT_MODEL,
    ...rest
  } = parsed.data;
  const masterKey = keyOf(ASSENT_MASTER_KEY);
  return {
    ...rest,
    masterKey,
    dkim: dkimOf(rest.MAIL_FROM, DKIM_SELECTOR, DKIM_PRIVATE_KEY),
    previousMasterKey: ASSENT_MASTER_KEY_PREVIOUS ? keyOf(ASSENT_MASTER_KEY_PREVIOUS) : null,
    rootKey: masterKey,
    assistant: modelOf(OPENAI_API_KEY, OPENAI_BASE_URL, ASSISTANT_MODEL),
    temporalUiUrl: production ? (set['TEMPORAL_UI_URL'] ?? null) : TEMPORAL_UI_URL,
    publicUrl: (rest.PUBLIC_URL ?? `http://127.0.0.1:${rest.PORT}`).replace(/\/$/, ''),
  };
}

const keyOf = (base64: string): KeyObject => createSecretKey(Buffer.from(base64, 'base64'));

/** @throws {ConfigError} when only one of both is set, or the key is not an RSA key */
function dkimOf(from: string, selector?: string, base64?: string): Config['dkim'] {
  if (selector === undefined && base64 === undefined) return null;
  if (selector === undefined || base64 === undefined) {
    throw new ConfigError('Configuration: set DKIM_SELECTOR and DKIM_PRIVATE_KEY together');
  }
  try {
    const privateKey = createPrivateKey(Buffer.from(base64, 'base64'));
    if (privateKey.asymmetricKeyType !== 'rsa') throw new Error('another kind');
    return { domain: domainOf(readMailbox(from).address), selector, privateKey };
  } catch {
    throw new ConfigError('Configuration: DKIM_PRIVATE_KEY must be an RSA key in PEM, in base64');
  }
}

/** Returns the default of a variable as text, as one would write it in the environment. */
function defaultOf(name: string): string | undefined {
  const parsed = schema.partial({ ASSENT_MASTER_KEY: true, DATABASE_URL: true }).parse({});
  const value = Object.entries(parsed).find(([known]) => known === name)?.[1];
  return value === undefined ? undefined : String(value);
}
