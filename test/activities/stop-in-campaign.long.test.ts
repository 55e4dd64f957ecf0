import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { blindIndex } from '#domain/keyring/keyring.ts';
import { createLogger } from '#lib/logger.ts';
import { createTwilioSms } from '#providers/sms/twilio.ts';
import { makeAudience, phoneOf } from '../../bench/audience.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { approvedCampaign, campaignProcess, counted } from '../_support/campaigns.ts';
import { ACCOUNT } from '../_support/providers.ts';
import { twilioApi } from '../_support/twilio.ts';
import { until } from '../_support/until.ts';

const PEOPLE = 10_000;
/** Number of lanes of a campaign of this size (domain/campaigns/rules.ts). */
const LANES = 4;

/** A slow phone network; while it is paused it answers nothing. */
async function slowNetwork(t: ExecutionContext) {
  const arrived: string[] = [];
  const waiting = new Map<string, ServerResponse>();
  const network = { held: false, arrived, waiting, release: () => undefined as void };
  const answer = (res: ServerResponse): void => {
    res.writeHead(201, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ sid: `SM${String(arrived.length).padStart(32, '0')}` }));
  };
  network.release = () => {
    network.held = false;
    for (const res of waiting.values()) answer(res);
    waiting.clear();
  };
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(Buffer.from(chunk));
    const to = new URLSearchParams(Buffer.concat(chunks).toString()).get('To') ?? '';
    arrived.push(to);
    if (network.held) waiting.set(to, res);
    else setTimeout(answer, 10, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { network, url: `http://127.0.0.1:${port}` };
}

test('STOP in the middle of a campaign to 10,000 stops whoever is not at the network yet', async (t) => {
  const api = await twilioApi(t);
  const { services } = api;
  const { context: ctx } = await api.tenant();
  const { network, url } = await slowNetwork(t);
  const email = {
    send: async () => ({ status: 'unknown' as const, code: 'not_used' }),
    close: async () => undefined,
  };
  const sms = createTwilioSms({
    ...ACCOUNT,
    apiBase: url,
    from: '+15005550006',
    statusCallback: () => 'http://127.0.0.1:9/status',
    // Longer than the test.
    timeoutMs: 300_000,
  });
  const deps: ActivityDeps = {
    services,
    email,
    sms,
    mailFrom: 'Test <hello@assent.example>',
    smtpUrl: 'smtp://127.0.0.1:9',
    logger: createLogger('test', 'silent'),
  };
  const tag = await makeAudience(services, ctx, PEOPLE, 'marketing', 'sms');
  const campaign = await approvedCampaign(services, ctx, { channel: 'sms', tag });
  const running = campaignProcess(deps, ctx).run(campaign);

  await until(() => network.arrived.length >= PEOPLE / 4);
  network.held = true;
  const keys = await services.keyring.keys(ctx);
  const phones = new Map(
    Array.from({ length: PEOPLE }, (_, i) => [
      blindIndex(keys, 'sms', phoneOf(i)).toString('hex'),
      phoneOf(i),
    ]),
  );
  const unsent = () =>
    services.db.withTenant(ctx, async (trx) => {
      const { rows } = await trx.raw<{ rows: { id: string; bidx: Buffer; status: string }[] }>(
        `select id, address_bidx as bidx, status from messages
         where campaign_id = ? and status in ('queued', 'sending') order by ordinal`,
        [campaign.id],
      );
      return rows.map((row) => ({ ...row, phone: phones.get(row.bidx.toString('hex')) ?? '' }));
    });
  // Each lane waits with what it has at the network; more of its batch may be claimed.
  let left: Awaited<ReturnType<typeof unsent>> = [];
  for (let before = -1; before !== network.arrived.length;) {
    before = network.arrived.length;
    await sleep(1_000);
    left = await unsent();
  }
  const isAtNetwork = ({ phone }: { phone: string }): boolean => network.waiting.has(phone);
  const atNetwork = left.filter(isAtNetwork);
  t.true(atNetwork.length >= LANES, String(atNetwork.length));
  const queued = left.filter((row) => row.status === 'queued');
  // Not yet begun; what was answered is recorded with the next batch.
  const claimed = left.filter((row) => row.status === 'sending' && !network.arrived.includes(row.phone)); // prettier-ignore

  const early = [queued[0], queued[Math.floor(queued.length / 2)], queued.at(-1), ...claimed.slice(-1)]; // prettier-ignore
  const late = atNetwork[0];
  for (const row of [...early, late]) await api.say(row?.phone ?? '', 'STOP');
  // What was claimed and not begun within two seconds is decided again.
  await sleep(2_100);
  network.release();
  t.is(await running, 'sent');

  t.deepEqual(await counted(t, services, ctx, campaign.id), {
    audience: PEOPLE,
    sent: PEOPLE - early.length,
    excluded: early.length,
  });
  t.is(new Set(network.arrived).size, PEOPLE - early.length);
  t.is(network.arrived.length, PEOPLE - early.length, 'nobody twice');
  for (const row of early) t.false(network.arrived.includes(row?.phone ?? ''));

  /** Returns what was recorded of a message and its person's consent, in order. */
  const story = (row: (typeof left)[number] | undefined) =>
    services.db.withTenant(ctx, async (trx) => {
      const { rows } = await trx.raw<{ rows: { what: string }[] }>(
        `select e.type as what, e.occurred_at as at from message_history e where e.message_id = :id
         union all select v.action, v.recorded_at from consent_events v
           join consents c on c.tenant_id = v.tenant_id and c.id = v.consent_id
           join messages m on m.tenant_id = c.tenant_id and m.address_bidx = c.address_bidx
             and m.purpose_id = c.purpose_id where m.id = :id and v.action = 'withdraw'
         order by at`,
        { id: row?.id ?? '' },
      );
      return rows.map(({ what }) => what);
    });
  for (const row of early) t.deepEqual(await story(row), ['withdraw', 'excluded']);
  t.deepEqual(await story(late), ['sent', 'withdraw'], 'handed over before, and recorded as such');
});
