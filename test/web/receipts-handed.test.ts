import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { prepareConfirmation } from '#domain/opt-in/confirmation.ts';
import { preferencesUrl } from '#domain/signed-links/links.ts';
import { grantConsent } from '../_support/consent.ts';
import { visitor } from '../_support/visitor.ts';

const ADDRESS = 'handed@example.com';
const LINK = /href="[^"]*?(\/r\/[^"]+)"/;

test('the receipt behind the link of the mail checks offline with the public key alone; one byte changed does not', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  const person = { channel: 'email' as const, address: ADDRESS, purpose: 'marketing' };
  const { eventId } = await grantConsent(services, context, person);
  const mail = await prepareConfirmation(services, context, {
    id: eventId,
    category: 'confirmation',
  });
  const path = LINK.exec(mail?.html ?? '')?.[1] ?? '';
  const page = await web.get(path);
  t.is(page.status, 200);
  t.true(page.text.includes(ADDRESS), 'the link went to this address alone');
  const { text } = await web.get(`${path}/receipt.json`);

  const folder = await mkdtemp(join(tmpdir(), 'handed-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const file = join(folder, 'receipt.json');
  const key: string = JSON.parse(text).publicKey;
  const check = async (content: string): Promise<number> => {
    await writeFile(file, content);
    // An empty environment: no database, no keys.
    return promisify(execFile)(process.execPath, ['bin/receipt-check.ts', file, key], {
      env: { NODE_ENV: 'production' },
    }).then(
      () => 0,
      (error: { code: number }) => error.code,
    );
  };
  t.is(await check(text), 0);
  t.is(await check(text.replace('News and offers', 'News and 0ffers')), 1);
});

test('the preference centre links the receipt of what its holder said, with the address masked', async (t) => {
  const web = await visitor(t);
  const { services, context } = web;
  const person = { channel: 'email' as const, address: ADDRESS, purpose: 'marketing' };
  const { eventId } = await grantConsent(services, context, person);
  const mail = await prepareConfirmation(services, context, {
    id: eventId,
    category: 'confirmation',
  });
  const keys = await services.keyring.keys(context);
  const ref = { tenantId: context.tenantId, messageId: mail?.messageId ?? '' };
  const centre = await web.get(preferencesUrl('', keys, ref));
  const path = LINK.exec(centre.text)?.[1] ?? '';
  const receipt = await web.get(path);
  t.is(receipt.status, 200);
  t.false(receipt.text.includes(ADDRESS), 'that link is in every mail, and mails are passed on');
});
