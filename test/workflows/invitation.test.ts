import test from 'ava';
import type { InvitationClock } from '#domain/invitations/clock.ts';
import type { Standing } from '#domain/processes.ts';
import { newId } from '#lib/ids.ts';
import { sharedTimeSkipping, withWorker } from '../_support/workflows.ts';

const env = sharedTimeSkipping(test);
const DAY = 86_400_000;

const now = () => env().currentTimeMs();

/** The row of an invitation, as its activities see it, and what they did. */
function row() {
  const invitation = { status: 'pending', version: 1, mailed: 0, reminded: false, from: 0, ended: 0 };
  const did: string[] = [];
  const clock = async (): Promise<InvitationClock> => {
    const at = await now();
    invitation.from ||= at;
    const { status, version, reminded, from, ended } = invitation;
    const left = (to: number): number => Math.max(0, to - at);
    return {
      status,
      version,
      reminded,
      remindInMs: left(from + 4 * DAY),
      endsInMs: left(from + 7 * DAY),
      forgetInMs: left((ended || at) + 30 * DAY),
    };
  };
  return {
    did,
    invitation,
    resend: async () =>
      Object.assign(invitation, { status: 'pending', version: invitation.version + 1, reminded: false, from: await now(), ended: 0 }),
    end: async (status: string) => Object.assign(invitation, { status, ended: await now() }),
    activities: {
      mailInvitation: async () => {
        if (invitation.status === 'pending' && invitation.mailed < invitation.version) {
          did.push(`mail ${invitation.version}`);
          invitation.mailed = invitation.version;
        }
        return clock();
      },
      remindInvited: async () => {
        const at = await clock();
        if (at.status !== 'pending' || at.reminded || at.remindInMs > 0) return at;
        did.push('remind');
        invitation.reminded = true;
        return clock();
      },
      expireInvitation: async () => {
        const at = await clock();
        if (at.status !== 'pending' || at.endsInMs > 0) return at;
        did.push('expire');
        Object.assign(invitation, { status: 'expired', ended: await now() });
        return clock();
      },
      forgetInvitation: async () => {
        const at = await clock();
        if (at.forgetInMs > 0) return at;
        did.push('forget');
        invitation.status = 'gone';
        return clock();
      },
    },
  };
} // prettier-ignore

const start = (taskQueue: string) =>
  env().client.workflow.start('invitePerson', {
    taskQueue,
    workflowId: newId(),
    args: [{ tenantId: newId(), id: newId() }],
  });

test.serial('nobody accepts: mailed, reminded once, ended, deleted a month later, in 50 events', async (t) => {
  const { activities, did } = row();
  const began = await env().currentTimeMs();
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    await env().sleep('1 minute');
    const first = await handle.query<Standing>('standing');
    t.is(first.step, 'waiting_for_acceptance');
    t.regex(first.waiting_for[0] ?? '', /has to accept/);
    t.deepEqual(first.counts, { links_sent: 1 });
    const until = new Date(first.until ?? '').getTime() - began;
    t.true(Math.abs(until - 7 * DAY) < DAY / 24, `until ${first.until}`);
    await env().sleep('5 days');
    t.is((await handle.query<Standing>('standing')).step, 'reminded');
    await env().sleep('3 days');
    t.is((await handle.query<Standing>('standing')).step, 'waiting_for_deletion');
    t.deepEqual(await handle.result(), { status: 'expired' });
    t.true((await env().currentTimeMs()) - began >= 37 * DAY);
    const { events } = await handle.fetchHistory();
    t.true((events?.length ?? 0) <= 50, `${events?.length} events`);
  });
  t.deepEqual(did, ['mail 1', 'remind', 'expire', 'forget']);
}); // prettier-ignore

for (const status of ['accepted', 'canceled']) {
  test.serial(`${status}: nobody is reminded, whether or not the signal comes`, async (t) => {
    for (const told of [true, false]) {
      const { activities, did, end } = row();
      await withWorker(env(), activities, async (queue) => {
        const handle = await start(queue);
        await env().sleep('1 day');
        await end(status);
        if (told) {
          await handle.signal('invitationDecided', { status });
          await handle.signal('invitationDecided', { status });
          await env().sleep('1 minute');
          t.is((await handle.query<Standing>('standing')).step, 'waiting_for_deletion');
        }
        t.deepEqual(await handle.result(), { status });
      });
      t.deepEqual(did, ['mail 1', 'forget']);
    }
  });
}

test.serial('sent again: a new link, and its days begin anew, also after the end', async (t) => {
  const { activities, did, resend } = row();
  await withWorker(env(), activities, async (queue) => {
    const handle = await start(queue);
    await env().sleep('5 days');
    await resend();
    await handle.signal('invitationResent', { version: 2 });
    // Told again, and out of order: nothing is mailed twice.
    await handle.signal('invitationResent', { version: 2 });
    await handle.signal('invitationResent', { version: 1 });
    await env().sleep('6 days');
    t.is((await handle.query<Standing>('standing')).step, 'reminded');
    await env().sleep('2 days');
    t.is((await handle.query<Standing>('standing')).step, 'waiting_for_deletion');
    await resend();
    await handle.signal('invitationResent', { version: 3 });
    await env().sleep('1 day');
    t.like(await handle.query<Standing>('standing'), { step: 'waiting_for_acceptance', counts: { links_sent: 3 } });
    t.deepEqual(await handle.result(), { status: 'expired' });
  });
  t.deepEqual(did, ['mail 1', 'remind', 'mail 2', 'remind', 'expire', 'mail 3', 'remind', 'expire', 'forget']);
}); // prettier-ignore

test.serial('after a long time without workers nobody is reminded of what is over', async (t) => {
  const { activities, did, invitation } = row();
  await withWorker(env(), activities, async (queue) => {
    invitation.from = (await env().currentTimeMs()) - 8 * DAY;
    t.deepEqual(await (await start(queue)).result(), { status: 'expired' });
  });
  t.deepEqual(did, ['mail 1', 'expire', 'forget']);
});
