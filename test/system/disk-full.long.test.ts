import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { sealAudit } from '#domain/audit/seal-audit.ts';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { createDiskStorage } from '#providers/storage/disk.ts';
import { freePort } from '../../bin/services/ports.ts';
import { startPostgres } from '../../bin/services/postgres.ts';
import { addressOf, makeAudience } from '../../bench/audience.ts';
import { approvedCampaign, campaignProcess, counted } from '../_support/campaigns.ts';
import { asOwner, installation } from '../_support/installations.ts';
import { mailServer } from '../_support/mail-deps.ts';
import { testContext, testServices } from '../_support/services.ts';
import { smallDisk } from '../_support/small-disk.ts';
import { until } from '../_support/until.ts';

const PEOPLE = 3_000;
const LANES = 4;
/** Mails a second: it is in the middle for as long as the last megabytes take to be filled. */
const RATE = 150;
/** Megabytes: some files of Postgres' log. All of the disk takes longer to be filled, on a slow machine, than a campaign. */
const LEFT = 96;
/** Half a second's worth of a lane. */
const BATCH = RATE / LANES / 2;

test('the database’s disk is full in the middle of a campaign: nobody twice, nobody lost, it goes on when there is room', async (t) => {
  const disk = await smallDisk(t, 512);
  if (!disk) {
    t.log('this process may not mount a small disk');
    return t.pass();
  }
  const options = { durable: true, port: await freePort(), settings: { wal_recycle: 'off' } };
  let postgres = await startPostgres(disk.folder, options);
  t.teardown(() => postgres.stop());
  const own = await installation(t, postgres.url);
  const services = own.services();
  const ctx = await testContext(services);
  const mails = await mailServer(t);
  const tag = await makeAudience(services, ctx, PEOPLE);
  const campaign = await approvedCampaign(services, ctx, { tag, rate: RATE });
  await disk.fill(LEFT);

  let arrived = 0;
  const inTheMiddle = Promise.withResolvers<void>();
  mails.onMail(() => {
    arrived++;
    if (arrived === PEOPLE / 5) inTheMiddle.resolve();
  });
  const errors: string[] = [];
  const ended = new AbortController();
  // A process that goes on after a failed test would keep its file from ending.
  t.teardown(() => ended.abort());
  /** Activities that fail are tried again, as by Temporal. */
  const sent = (async () => {
    const process = campaignProcess(mails.deps(services), ctx);
    while (!ended.signal.aborted) {
      const status = await process.run(campaign, ended.signal).catch((error: unknown) => {
        errors.push(String(error).slice(0, 160));
      });
      if (status === 'sent') return;
      await sleep(200);
    }
  })();
  await inTheMiddle.promise;
  // Statements fail, or the server has ended for want of room for its log, and takes no connection.
  const refuses = (): Promise<boolean> =>
    asOwner(own, 'select 1').then(
      () => false,
      () => true,
    );
  // One statement may fail while others find room yet; a server that starts again frees its own old log.
  for (let before = -1; before < arrived || (errors.length === 0 && !(await refuses()));) {
    before = arrived;
    await disk.fill();
    // The log needs its next file now instead of after some megabytes.
    await asOwner(own, 'select pg_switch_wal()').catch(() => undefined);
    await sleep(1_000);
  }
  t.true(arrived < PEOPLE, 'what cannot be claimed is not sent');

  await disk.clear();
  // A server whose log has no room ends, and is started again by whoever runs it.
  await until(async () => {
    if (!(await postgres.alive())) postgres = await startPostgres(disk.folder, options);
    return !(await refuses());
  });
  await sent;

  const counts = await counted(t, services, ctx, campaign.id);
  t.log(JSON.stringify(counts), errors.join('\n'));
  const { uncertain = 0, sent: delivered = 0 } = counts;
  t.is(delivered + uncertain, PEOPLE, JSON.stringify(counts));
  t.true(uncertain <= LANES * BATCH * 2, `${uncertain} uncertain`);
  const times = await Promise.all(
    Array.from({ length: PEOPLE }, (_, i) => mails.got(`${tag}.${addressOf(i)}`)),
  );
  t.deepEqual(
    times.filter((n) => n > 1),
    [],
    'nobody got it twice',
  );
  t.true(times.filter((n) => n === 1).length >= delivered);
});

test('the data folder is full: campaigns go on, and what could not be published is published later', async (t) => {
  const disk = await smallDisk(t, 8);
  if (!disk) {
    t.log('this process may not mount a small disk');
    return t.pass();
  }
  const shared = await testServices(t, { max: 6 });
  const services = {
    ...shared,
    files: createDiskStorage(`${disk.folder}/files`),
    seals: createDiskStorage(`${disk.folder}/seals`),
  };
  const ctx = await testContext(services);
  const mails = await mailServer(t);
  const tag = await makeAudience(services, ctx, 100);
  await disk.fill();

  const campaign = await approvedCampaign(services, ctx, { tag });
  t.is(await campaignProcess(mails.deps(services), ctx).run(campaign), 'sent');
  t.like(await counted(t, services, ctx, campaign.id), { audience: 100, sent: 100 });
  await sealAudit(services, ctx);
  await t.throwsAsync(publishSeals(services, ctx), { code: 'ENOSPC' });
  await t.throwsAsync(services.files.write('a/file', (async function* () { yield Buffer.alloc(100_000); })()), { code: 'ENOSPC' }); // prettier-ignore
  t.is(await services.files.readText('a/file'), null, 'no part of a file is taken for it');

  await disk.clear();
  t.true((await publishSeals(services, ctx)) > 0);
  const published: string[] = [];
  for await (const key of services.seals.list('')) published.push(key);
  t.true(published.length >= 2, published.join());
  t.is(await publishSeals(services, ctx), 0, 'nothing is left');
});
