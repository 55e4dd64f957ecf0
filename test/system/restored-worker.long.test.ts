import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import test from 'ava';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { startTemporal } from '../../bin/services/temporal.ts';
import { migrate } from '../../bin/migrate.ts';
import { grantConsent, stopConsent, type Person } from '../_support/consent.ts';
import { asOwner, installation } from '../_support/installations.ts';
import { mailServer } from '../_support/mail-deps.ts';
import { sendTo } from '../_support/messages.ts';
import { copyOf, ownDatabase } from '../_support/own-database.ts';
import { testContext } from '../_support/services.ts';
import { until } from '../_support/until.ts';

const someone = (name: string): Person => ({
  channel: 'email',
  address: `${name}@example.com`,
  purpose: 'service',
});

/*
 * A real worker on an older copy of the database, with two messages in its outbox; the recipient of one has withdrawn
 * since. Both would be sent at once, so the protection must come first.
 */
test('a worker applies what an older database forgot before it sends anything', async (t) => {
  const from = await installation(t, await ownDatabase(t));
  const [ann, bob] = [someone('ann'), someone('bob')];
  let services = from.services();
  const ctx = await testContext(services);
  for (const person of [ann, bob]) {
    await grantConsent(services, ctx, person);
    t.is((await sendTo(services, ctx, person)).status, 'queued');
  }
  await sealAudit(services, ctx);
  await publishSeals(services, ctx);
  await services.db.close();
  const copy = await copyOf(t, from.databaseUrl);
  services = from.services();
  await stopConsent(services, ctx, ann);
  await sealAudit(services, ctx);
  await publishSeals(services, ctx);

  const to = await installation(t, copy, { like: from, empty: true });
  await migrate(copy, to.masterKey);
  const mails = await mailServer(t);
  const temporal = await startTemporal({ tell: () => undefined });
  t.teardown(() => temporal.stop());
  const worker = fork('worker/main.ts', [], {
    env: {
      ...process.env,
      ASSENT_MASTER_KEY: to.masterKey.export().toString('base64'),
      ASSENT_DATA_DIR: to.dataDir,
      SEALS_DIR: join(from.dataDir, 'seals'),
      DATABASE_URL: copy,
      TEMPORAL_ADDRESS: temporal.address,
      SMTP_URL: mails.url,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  t.teardown(async () => {
    const ended = once(worker, 'exit');
    worker.kill('SIGTERM');
    await ended;
  });
  const statuses = async (): Promise<string[]> => {
    const select = 'select status from messages order by status';
    const rows = await asOwner<{ status: string }>({ databaseUrl: copy }, select);
    return rows.map(({ status }) => status);
  };
  await until(async () => !(await statuses()).some((s) => ['queued', 'sending'].includes(s)));
  t.deepEqual(await statuses(), ['refused', 'sent']);
  t.is(await mails.got(bob.address), 1, 'the other one was sent');
  t.is(await mails.got(ann.address), 0, 'who has withdrawn got nothing');
});
