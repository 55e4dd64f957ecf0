import { randomBytes } from 'node:crypto';
import test from 'ava';
import { ConfigError, loadConfig } from '#lib/config.ts';

const key = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');
const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

const GOOD = {
  ASSENT_ENV: 'production',
  ASSENT_MASTER_KEY: key(randomBytes(32)),
  DATABASE_URL: `postgres://assent:${hex(16)}@db.internal/assent`,
  TEMPORAL_ADDRESS: 'temporal.internal:7233',
  SMTP_URL: 'smtps://user:secret@mail.internal',
  MAIL_FROM: 'Shop <news@shop.example>',
  TWILIO_ACCOUNT_SID: `AC${hex(16)}`,
  TWILIO_AUTH_TOKEN: hex(16),
  TWILIO_FROM: '+12015550100',
  PUBLIC_URL: 'https://assent.shop.example',
};

const refusal = (env: Record<string, string | undefined>): string => {
  try {
    loadConfig({ ...GOOD, ...env });
    return '';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message;
  }
};

test('values of its own will do, beside a database and a relay on the same machine', (t) => {
  t.is(refusal({}), '');
  t.is(
    refusal({
      DATABASE_URL: `postgres://assent:${hex(16)}@127.0.0.1:5432/assent`,
      TEMPORAL_ADDRESS: 'localhost:7233',
      SMTP_URL: 'smtp://127.0.0.1:25',
      INBOUND_MAIL_DOMAIN: 'in.shop.example',
      INBOUND_MAIL_SECRET: hex(16),
    }),
    '',
  );
  for (let i = 0; i < 2_000; i++) {
    const ours = { ASSENT_MASTER_KEY: key(randomBytes(32)), TWILIO_AUTH_TOKEN: hex(16) };
    t.is(refusal({ ...ours, TWILIO_ACCOUNT_SID: `AC${hex(16)}` }), '');
  }
});

test('each default that is for development is refused where it is written out', (t) => {
  const development = loadConfig({ ASSENT_MASTER_KEY: key(randomBytes(32)), DATABASE_URL: 'postgres://x' }); // prettier-ignore
  // Defaults that are fine in production: a port, a folder, a limit. A new default must be in one list or the other.
  const harmless = [
    'ASSENT_ENV', 'ASSENT_DATA_DIR', 'ASSENT_STORY', 'PORT', 'HOST', 'TRUSTED_PROXIES', 'DATABASE_URL', 'TEMPORAL_NAMESPACE',
    'SES_TOPIC_ARNS', 'PATIENCE_MS', 'WORKER_PROCESSES', 'WORKER_QUEUES', 'LOG_LEVEL',
  ]; // prettier-ignore
  const defaults = Object.entries({
    ...development,
    TEMPORAL_UI_URL: development.temporalUiUrl,
  }).filter(([name]) => /^[A-Z]/.test(name) && !harmless.includes(name));
  t.true(defaults.length >= 8);
  for (const [name, value] of defaults) {
    t.regex(refusal({ [name]: String(value) }), new RegExp(`\\b${name}\\b`), name);
  }
});

const KNOWN: [string, string][] = [
  ['ASSENT_MASTER_KEY', key(Buffer.alloc(32))],
  ['ASSENT_MASTER_KEY', key(Buffer.alloc(32, 0xff))],
  ['ASSENT_MASTER_KEY', key(Uint8Array.from({ length: 32 }, (_, i) => i))],
  ['ASSENT_MASTER_KEY', key('0123456789abcdef0123456789abcdef')],
  ['ASSENT_MASTER_KEY', key('a master key that anybody reads.')],
  ['TWILIO_ACCOUNT_SID', `AC${'0'.repeat(32)}`],
  ['TWILIO_ACCOUNT_SID', `ac${'f'.repeat(32)}`],
  ['TWILIO_AUTH_TOKEN', 'local-development-token'],
  ['TWILIO_AUTH_TOKEN', 'LOCAL-development-token'],
  ['TWILIO_AUTH_TOKEN', '0'.repeat(32)],
  ['TWILIO_FROM', '+15005550001'],
  ['TWILIO_API_BASE', 'http://127.0.0.1:4010'],
  ['OPENAI_API_KEY', 'local-development-key'],
  ['OPENAI_BASE_URL', 'http://api.openai.com/v1'],
  ['INBOUND_MAIL_SECRET', 'local-development-secret'],
  ['PUBLIC_URL', 'http://assent.shop.example'],
  ['PUBLIC_URL', 'http://127.0.0.1:3000'],
  ['DATABASE_URL', 'postgres://postgres:postgres@127.0.0.1:5433/assent'],
  ['SMTP_URL', 'smtp://localhost:1025'],
  ['SMTP_URL', 'smtp://127.0.0.1:1025/'],
  ['MAIL_FROM', 'hello@assent.example'],
  ['TEMPORAL_UI_URL', 'http://127.0.0.1:8233/'],
  ['DEV_RECEIVERS_URL', 'http://127.0.0.1:4010'],
  ['ASSENT_API_KEY', 'ask_aaaaaaaaaaaaaaaaaaaaaaaa'],
  ['STORAGE_URL', 's3://bucket/x?endpoint=http://minio:9000'],
  ['SEALS_URL', 's3://bucket/x?endpoint=http%3A%2F%2Fminio:9000'],
];
for (const [name, value] of KNOWN) {
  test(`refused in production: ${name}=${value}`, (t) => {
    t.regex(refusal({ [name]: value }), new RegExp(`\\b${name}\\b`));
  });
}

test('one line names all that is wrong', (t) => {
  const said = refusal({ TWILIO_AUTH_TOKEN: 'local-development-token', PUBLIC_URL: 'http://x' });
  t.regex(said, /TWILIO_AUTH_TOKEN/);
  t.regex(said, /PUBLIC_URL/);
  t.false(said.includes('\n'));
  t.false(said.includes('local-development-token'), 'no secret is repeated');
  t.regex(refusal({ SMTP_URL: undefined, MAIL_FROM: '' }), /needs SMTP_URL, MAIL_FROM to be set/);
});

test('Temporal Web is nobody’s origin in production until it is named', (t) => {
  t.is(loadConfig(GOOD).temporalUiUrl, null);
  const url = 'https://temporal.shop.example';
  t.is(loadConfig({ ...GOOD, TEMPORAL_UI_URL: url }).temporalUiUrl, url);
});

test('the assistant has the model that the environment names, or none', (t) => {
  t.is(loadConfig(GOOD).assistant, null);
  t.like(loadConfig({ ...GOOD, OPENAI_API_KEY: 'sk-ours' }).assistant, {
    baseUrl: 'https://api.openai.com/v1', key: 'sk-ours', standIn: false,
  }); // prettier-ignore
  const own = { OPENAI_BASE_URL: 'http://vllm:8000/v1/', ASSISTANT_MODEL: 'llama' };
  t.like(loadConfig({ ...GOOD, ...own }).assistant, { baseUrl: 'http://vllm:8000/v1', model: 'llama' }); // prettier-ignore
});
