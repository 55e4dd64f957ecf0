import test, { type ExecutionContext } from 'ava';
import { freezeAudience } from '#domain/campaigns/freeze.ts';
import { newId } from '#lib/ids.ts';
import { testApi } from '../_support/api.ts';
import { standingClock } from '../_support/clock.ts';
import { grantConsent } from '../_support/consent.ts';
import { noProcesses } from '../_support/services.ts';
import { someone } from '../_support/twilio.ts';

const NOW = '2026-10-01T12:00:00.000Z';
const TOMORROW = '2026-10-02T12:00:00.000Z';
const IN_TWO_DAYS = '2026-10-03T12:00:00.000Z';
const DAY = 86_400_000;
/** More than a minute ago, and a second ago. */
const PAST = '2026-10-01T11:58:59Z';
const JUST_NOW = '2026-10-01T11:59:59Z';

/** An API with a standing clock, an organisation with one person, and the signals to its processes. */
async function campaigns(t: ExecutionContext) {
  const { clock, pass } = standingClock(NOW);
  const told: [string, string][] = [];
  const api = await testApi(t, {
    clock,
    processes: {
      ...noProcesses,
      signal: async (workflowId, signal) => {
        told.push([workflowId, signal]);
        return true;
      },
    },
  });
  const { context, call } = await api.tenant();
  await grantConsent(api.services, context, someone());
  const template = await call('POST', '/templates', {
    name: newId(),
    channel: 'sms',
    category: 'promotional',
    body: 'News. {{ opt_out }}',
  });
  const body = {
    name: 'News',
    channel: 'sms',
    purpose: 'marketing',
    template_id: template.body.id,
    audience: { everyone: true },
  };
  const make = async (more: object = {}): Promise<string> => {
    const { body: made } = await call('POST', '/campaigns', { ...body, ...more });
    return `/campaigns/${made.id}`;
  };
  const scheduled = async (at: string): Promise<string> => {
    const path = await make();
    t.is((await call('POST', `${path}/schedule`, { at })).status, 202);
    return path;
  };
  const begin = (path: string, run: number) =>
    freezeAudience(api.services, context, { id: path.split('/')[2] ?? '', run });
  return { call, make, scheduled, begin, told, pass, body };
}

test('a time more than a minute in the past is refused at every entrance', async (t) => {
  const { call, make, scheduled, body } = await campaigns(t);
  const draft = await make();
  const waiting = await scheduled(TOMORROW);
  for (const [field, method, path, fields] of [
    ['scheduled_at', 'POST', '/campaigns', { ...body, scheduled_at: PAST }],
    ['scheduled_at', 'PATCH', draft, { scheduled_at: PAST }],
    ['scheduled_at', 'PATCH', waiting, { scheduled_at: PAST }],
    ['scheduled_at', 'PATCH', waiting, { scheduled_at: '2001-01-01T00:00:00+02:00' }],
    ['at', 'POST', `${draft}/schedule`, { at: PAST }],
    ['at', 'POST', `${waiting}/schedule`, { at: PAST }],
  ] as const) {
    const answer = await call(method, path, fields);
    t.is(answer.status, 422, `${method} ${path}`);
    t.is(answer.body.errors[0].path, field, `${method} ${path}`);
    t.regex(answer.body.errors[0].message, /is in the past/);
  }
  t.like((await call('GET', draft)).body, { status: 'draft', scheduled_at: null });
  t.like((await call('GET', waiting)).body, { status: 'scheduled', scheduled_at: TOMORROW });
  t.is((await call('POST', `${draft}/schedule`, { at: JUST_NOW })).status, 202);
});

test('a time more than two years ahead is refused at every entrance: it is a mistyped year', async (t) => {
  const { call, make, scheduled, body } = await campaigns(t);
  const draft = await make();
  const waiting = await scheduled(TOMORROW);
  const far = new Date(Date.parse(TOMORROW) + 732 * DAY).toISOString();
  for (const at of [far, '9999-12-31T23:59:59Z'])
    for (const [field, method, path, fields] of [
      ['scheduled_at', 'POST', '/campaigns', { ...body, scheduled_at: at }],
      ['scheduled_at', 'PATCH', draft, { scheduled_at: at }],
      ['scheduled_at', 'PATCH', waiting, { scheduled_at: at }],
      ['at', 'POST', `${draft}/schedule`, { at }],
      ['at', 'POST', `${waiting}/schedule`, { at }],
    ] as const) {
      const answer = await call(method, path, fields);
      t.is(answer.status, 422, `${method} ${path}`);
      t.like(answer.body.errors[0], { path: field, message: 'lies more than 2 years ahead; check the year' }); // prettier-ignore
    }
  t.like((await call('GET', waiting)).body, { status: 'scheduled', scheduled_at: TOMORROW });
  const near = new Date(Date.parse(TOMORROW) + 700 * DAY).toISOString();
  t.is((await call('POST', `${draft}/schedule`, { at: near })).status, 202);
});

test('a stored time that has passed sends nothing until a new one, or now, is named', async (t) => {
  const { call, make, pass } = await campaigns(t);
  const path = await make({ scheduled_at: TOMORROW });
  pass(2 * DAY);
  const answer = await call('POST', `${path}/schedule`, {});
  t.is(answer.status, 422);
  t.is(answer.body.errors[0].path, 'at');
  t.is((await call('GET', path)).body.status, 'draft');
  const now = await call('POST', `${path}/schedule`, { at: 'now' });
  t.is(now.status, 202);
  t.is(now.body.scheduled_at, '2026-10-03T12:00:00.000Z');
});

test('"now" is now, also where the draft has a time of its own; nothing said is that time', async (t) => {
  const { call, make } = await campaigns(t);
  const [first, second, third] = [
    await make({ scheduled_at: TOMORROW }),
    await make({ scheduled_at: TOMORROW }),
    await make(),
  ];
  const at = async (path: string, body: object) =>
    (await call('POST', `${path}/schedule`, body)).body.scheduled_at;
  t.is(await at(first, { at: 'now' }), NOW);
  t.is(await at(second, {}), TOMORROW);
  t.is(await at(third, {}), NOW);
  for (const wrong of ['soon', '', 'NOW', 7, {}, null, '2026-11-01T01:30:00']) {
    t.is((await call('POST', `${third}/schedule`, { at: wrong })).status, 422, String(wrong));
  }
});

test('a new time of a scheduled campaign is told to its process; none is no time', async (t) => {
  const { call, scheduled, told, begin } = await campaigns(t);
  const path = await scheduled(IN_TWO_DAYS);
  told.length = 0;
  const moved = await call('PATCH', path, { scheduled_at: TOMORROW });
  t.is(moved.status, 200);
  t.deepEqual(told, [[moved.body.workflow_id, 'rescheduled']]);
  t.like(await begin(path, 1), { status: 'scheduled', waitMs: DAY });
  const none = await call('PATCH', path, { scheduled_at: null });
  t.is(none.status, 422);
  t.is(none.body.errors[0].path, 'scheduled_at');
  t.like(await begin(path, 1), { status: 'scheduled', waitMs: DAY });
});

test('one that was paused before its time begins only when somebody names a time again', async (t) => {
  const { call, scheduled, pass, begin } = await campaigns(t);
  const path = await scheduled(TOMORROW);
  t.is((await call('POST', `${path}/pause`)).status, 202);
  t.is((await call('POST', `${path}/resume`)).body.status, 'scheduled');
  t.is((await call('POST', `${path}/pause`)).status, 202);
  pass(2 * DAY);
  const late = await call('POST', `${path}/resume`);
  t.is(late.status, 409);
  t.regex(late.body.detail, /Schedule it again/);
  t.is((await begin(path, 1)).status, 'paused');
  const again = await call('POST', `${path}/schedule`, { at: 'now' });
  t.like(again.body, { status: 'scheduled', scheduled_at: '2026-10-03T12:00:00.000Z' });
  t.is((await begin(path, 1)).status, 'sending');
  // It has begun, so its time can no longer be changed.
  t.is((await call('POST', `${path}/pause`)).body.status, 'paused');
  t.is((await call('POST', `${path}/schedule`, { at: 'now' })).status, 409);
  t.is((await call('PATCH', path, { scheduled_at: '2026-11-01T00:00:00Z' })).status, 409);
  t.is((await call('POST', `${path}/unschedule`)).status, 409);
  t.is((await call('POST', `${path}/resume`)).body.status, 'sending');
});

test('a scheduled campaign is taken back to its draft, changed, and scheduled again', async (t) => {
  const { call, scheduled, told, begin } = await campaigns(t);
  const path = await scheduled(TOMORROW);
  const refused = await call('PATCH', path, { audience: { tags: ['vip'] } });
  t.is(refused.status, 409);
  t.regex(refused.body.detail, /unschedule/);
  const before = (await call('GET', path)).body;
  told.length = 0;
  const back = await call('POST', `${path}/unschedule`);
  t.is(back.status, 202);
  t.like(back.body, { status: 'draft', scheduled_at: TOMORROW, workflow_id: null });
  t.deepEqual(told, [[before.workflow_id, 'unscheduled']]);
  t.is((await begin(path, 1)).status, 'draft');
  t.is((await call('POST', `${path}/unschedule`)).status, 409);
  t.is((await call('PATCH', path, { name: 'Other news' })).status, 200);

  const again = await call('POST', `${path}/schedule`, { at: IN_TWO_DAYS });
  t.is(again.status, 202);
  t.not(again.body.workflow_id, before.workflow_id);
  t.is(
    (await begin(path, 1)).status,
    'canceled',
    'the process of the first time has nothing to do',
  );
  t.like(await begin(path, 2), { status: 'scheduled', waitMs: 2 * DAY });

  t.is((await call('POST', `${path}/unschedule`)).status, 202);
  t.is((await call('DELETE', path)).status, 204);
  t.is((await begin(path, 2)).status, 'canceled');
});

test('who approves names the version they have seen', async (t) => {
  const { call, make } = await campaigns(t);
  const path = await make();
  const { version } = (await call('GET', path)).body;
  await call('PATCH', path, { name: 'Changed meanwhile' });
  const send = (seen: number) =>
    call('POST', `${path}/schedule`, { at: 'now' }, { 'if-match': `"${seen}"` });
  t.is((await send(version)).status, 412);
  t.is((await send(version + 1)).status, 202);
});
