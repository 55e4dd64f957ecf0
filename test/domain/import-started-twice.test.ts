import test from 'ava';
import { startRequest, uploadOptions } from '#domain/contact-imports/contract.ts';
import { getImport } from '#domain/contact-imports/read.ts';
import { startImport } from '#domain/contact-imports/start.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { newId } from '#lib/ids.ts';
import { testContext, testServices } from '../_support/services.ts';

async function* bytes(): AsyncGenerator<Buffer> {
  yield Buffer.from('email,Weird\na@own.example,x\n');
}
const consent = { channel: 'email', purpose: 'marketing', wording: 'Yes' };

test('a start that the running import would not do is refused, in both directions; the same start is not', async (t) => {
  const services = await testServices(t);
  const ctx = await testContext(services);
  for (const dry_run of [true, false]) {
    const file = await keepFile(services, ctx, newId(), bytes());
    const { id } = await createImport(services, ctx, file, uploadOptions.parse({ start: false }));
    const start = (request: object) =>
      startImport(services, ctx, id, startRequest.parse({ dry_run, ...request }));
    await start({ mapping: { Weird: 'field:weird' }, consent });
    const message = dry_run ? /is being tried/ : /is being imported/;
    for (const other of [{ dry_run: !dry_run }, { mapping: { Weird: 'tags' } }, { consent: null }, { consent: { ...consent, wording: 'No' } }, { dry_run: !dry_run, mapping: { Weird: 'tags' } }])
      await t.throwsAsync(start(other), { message }, JSON.stringify(other));
    for (const same of [{}, { mapping: { Weird: 'field:weird' } }, { consent }, { mapping: { Weird: 'field:weird' }, consent }])
      t.like(await start(same), { status: 'running', dry_run });
    t.like(await getImport(services, ctx, id), { dry_run, mapping: { Weird: 'field:weird' }, has_consent: true });
  }
}); // prettier-ignore
