import test, { type ExecutionContext } from 'ava';
import { takeInboundMail } from '#domain/feedback/inbound-mail.ts';
import { blindIndex } from '#domain/keyring/keyring.ts';
import type { Context, Services } from '#domain/context.ts';
import { createLogger } from '#lib/logger.ts';
import { newId } from '#lib/ids.ts';
import { bounceMail } from '#providers/local/mail-answers.ts';
import { addressOf, makeAudience } from '../../bench/audience.ts';
import { approvedCampaign, campaignProcess, counted } from '../_support/campaigns.ts';
import { scriptedSmtp } from '../_support/scripted-smtp.ts';
import { testContext, testServices } from '../_support/services.ts';

/*
 * A mail server in every mood while a campaign sends: it refuses, puts off, closes in the middle of a body or after
 * it, closes with 421, says nothing any more, or accepts a mail and returns it later. What it did to each person is what
 * the ledger says.
 */
type Mood =
  | 'takes'
  | 'puts off'
  | 'puts off the body'
  | 'does not know the mailbox'
  | 'refuses the mailbox'
  | 'refuses the body'
  | 'closes'
  | 'closes before'
  | 'cuts the body'
  | 'closes after the body'
  | 'returns it later';

/** How often in a thousand attempts. */
const MOODS: readonly [Mood, number][] = [
  ['puts off', 40],
  ['puts off the body', 10],
  ['does not know the mailbox', 10],
  ['refuses the mailbox', 10],
  ['refuses the body', 5],
  ['closes', 1],
  ['closes before', 5],
  ['cuts the body', 3],
  ['closes after the body', 3],
  ['returns it later', 10],
];
const REFUSED_AT_RCPT: ReadonlySet<string> = new Set([
  'puts off',
  'does not know the mailbox',
  'refuses the mailbox',
]);

function aMood(): Mood {
  let at = Math.random() * 1000;
  for (const [mood, often] of MOODS) {
    at -= often;
    if (at < 0) return mood;
  }
  return 'takes';
}

const RETURNS = 'returns.assent.example';

/** The answers of the server, and what it did last to each person. */
function moodyServer(silences: { rcpt: number; end: number }, whole: boolean) {
  const last = new Map<string, Mood | 'says nothing'>();
  /** How often it has kept a person's mail, whether it said so or not. */
  const kept = new Map<string, number>();
  const returned: { from: string; to: string }[] = [];
  const broken = { lines: 0 };
  const keep = (to: string): void => void kept.set(to, (kept.get(to) ?? 0) + 1);
  type Said = Parameters<Parameters<typeof scriptedSmtp>[2]>[0];
  const answer = ({ line, from, to, hangUp, cutBody }: Said): string | undefined => {
    if (line.startsWith('RCPT')) {
      if (kept.size > 300 && silences.rcpt-- > 0) {
        last.set(to, 'says nothing');
        return '';
      }
      const mood = aMood();
      last.set(to, mood);
      if (mood === 'puts off') return '451 4.7.1 Come back later\r\n';
      if (mood === 'does not know the mailbox') return '550 5.1.1 No such mailbox\r\n';
      if (mood === 'refuses the mailbox') return '552 5.2.2 Mailbox full\r\n';
      if (mood === 'closes') {
        hangUp();
        return '421 4.3.2 Closing\r\n';
      }
      if (mood === 'closes before') hangUp();
      if (mood === 'cuts the body' && whole) cutBody();
      return undefined;
    }
    const mood = last.get(to) ?? 'takes';
    if (line === 'DATA' && mood === 'cuts the body') cutBody();
    // Nobody accepted gets the body, although it may have come already.
    if (line !== '.' || REFUSED_AT_RCPT.has(mood)) return undefined;
    if (mood === 'puts off the body') return '452 4.3.1 Full\r\n';
    if (mood === 'refuses the body') return '554 5.6.0 We do not like it\r\n';
    keep(to);
    if (kept.size > 600 && silences.end-- > 0) {
      last.set(to, 'says nothing');
      return '';
    }
    if (mood === 'closes after the body') hangUp();
    if (mood === 'returns it later') returned.push({ from, to });
    return undefined;
  };
  return {
    last,
    kept,
    returned,
    broken,
    answer: (said: Said): string | undefined => {
      let hung = false;
      const reply = answer({
        ...said,
        hangUp: () => {
          hung = true;
          said.hangUp();
        },
        cutBody: () => {
          hung = true;
          said.cutBody();
        },
      });
      if (hung || reply === '' || reply?.startsWith('421')) broken.lines++;
      return reply;
    },
  };
}

/** The states of a campaign's people, by address. */
async function statesOf(services: Services, ctx: Context, id: string, addresses: string[]) {
  const keys = await services.keyring.keys(ctx);
  const rows: { bidx: string; status: string; attempts: number }[] = await services.db.withTenant(
    ctx,
    (trx) =>
      trx('messages')
        .where({ campaign_id: id })
        .select(trx.raw(`encode(address_bidx, 'hex') as bidx`), 'status', 'attempts'),
  );
  const byIndex = new Map(rows.map((row) => [row.bidx, row]));
  return new Map(
    addresses.map((address) => [
      address,
      byIndex.get(blindIndex(keys, 'email', address).toString('hex')),
    ]),
  );
}

/** Ends all waits: what a server put off is due, and nobody rests. */
const passTime = (services: Services, ctx: Context): Promise<unknown> =>
  services.db.withTenant(ctx, async (trx) => {
    await trx('messages').whereNotNull('not_before').update({ not_before: trx.fn.now() });
    await trx('sender_rests').update({ until: trx.fn.now() });
  });

type Kind = { people: number; chunking: boolean; uncertainEach: number };

async function sendThrough(t: ExecutionContext, { people, chunking, uncertainEach }: Kind) {
  const services = await testServices(t, { max: 12 });
  const ctx = await testContext(services);
  const moods = moodyServer({ rcpt: 2, end: chunking ? 0 : 1 }, chunking);
  const server = await scriptedSmtp(t, { pipelining: true, chunking }, moods.answer);
  const deps = {
    services,
    email: { send: async () => ({ status: 'unknown', code: 'not_used' }) as const, close: async () => undefined }, // prettier-ignore
    sms: { send: async () => ({ status: 'unknown', code: 'not_used' }) as const },
    mailFrom: 'Test <hello@assent.example>',
    smtpUrl: server.url,
    mailReturns: { domain: RETURNS, ses: false },
    logger: createLogger('test', 'silent'),
  };
  const tag = await makeAudience(services, ctx, people);
  const campaign = await approvedCampaign(services, ctx, { tag });
  const process = campaignProcess(deps, ctx);

  for (let status = ''; status !== 'sent';) {
    // A lane that meets nothing but broken connections fails, as an activity that Temporal repeats.
    status = await process.run(campaign).catch((error: unknown) => String(error));
    t.regex(status, /sent|waiting|ProviderUnreachable|cannot be reached/);
    await counted(t, services, ctx, campaign.id);
    await passTime(services, ctx);
  }
  for (const { from, to } of moods.returned) {
    t.true(from.endsWith(`@${RETURNS}`));
    const source = bounceMail({ from, to, source: Buffer.from('') }, '5.1.1', '550 5.1.1 User unknown'); // prettier-ignore
    const inbound = { source: Buffer.from(source), envelopeTo: from, requestId: newId() };
    t.is(await takeInboundMail(services, inbound), 'bounce');
  }

  const counts = await counted(t, services, ctx, campaign.id);
  t.log(JSON.stringify(counts), `${moods.broken.lines} connections broke`);
  t.is(counts['audience'], people);
  t.deepEqual(
    [...moods.kept].filter(([, times]) => times > 1),
    [],
    'nobody got it twice',
  );
  t.true((counts['uncertain'] ?? 0) <= moods.broken.lines * uncertainEach);
  const addresses = Array.from({ length: people }, (_, i) => `${tag}.${addressOf(i)}`);
  const states = await statesOf(services, ctx, campaign.id, addresses);
  const returned = new Set(moods.returned.map(({ to }) => to));
  for (const [address, row] of states) {
    const what = `${address} ${moods.last.get(address)} ${JSON.stringify(row)}`;
    const mood = moods.last.get(address);
    const got = moods.kept.has(address);
    switch (row?.status) {
      case 'sent':
        t.true(got && !returned.has(address), what);
        break;
      case 'bounced':
        t.true(mood === 'does not know the mailbox' || (got && returned.has(address)), what);
        break;
      case 'failed':
        t.true(mood === 'refuses the mailbox' || mood === 'refuses the body', what);
        break;
      case 'uncertain':
        t.false(mood === 'refuses the mailbox' || mood === 'does not know the mailbox', what);
        break;
      default:
        t.fail(what);
    }
  }
  const putOff = [...states.values()].filter((row) => row?.status === 'sent' && row.attempts > 1);
  t.true(putOff.length > 0, 'some were put off, and got it later');
}

test('a server that takes bodies one by one, in every mood: nobody twice, nobody lost, states are right', (t) =>
  // The mail of the broken body, and one whose answer was on its way.
  sendThrough(t, { people: 3_000, chunking: false, uncertainEach: 2 }));

test('a server that takes whole mails one after the other, in every mood', (t) =>
  sendThrough(t, { people: 1_500, chunking: true, uncertainEach: 10 }));
