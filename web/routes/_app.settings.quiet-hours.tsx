import { Alert, Anchor } from '@mantine/core';
import { redirect } from '@remix-run/node';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { CalendarX, MoonStar } from 'lucide-react';
import { channel as channels } from '../../domain/consent/contract.ts';
import { CheckField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import { changeCaps, changeQuietHours, typedHours } from '../server/quiet-hours-form.server.ts';
import { purposeChoices } from '../server/choices.server.ts';
import { oneOf, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { Caps } from '../settings/caps.tsx';
import { hoursWords } from '../settings/hours.ts';
import { RuleForm } from '../settings/rule-form.tsx';
import { Empty } from '../ui/empty.tsx';
import { Quiet } from '../ui/facts.tsx';
import { List, Over, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Quiet hours · Assent' }];

/** What is further away is kept, and told by the API. */
const MOST_HOLIDAYS = 14;

const today = (): string => new Date().toISOString().slice(0, 10);

export const loader = page(async ({ api, session, url }) => {
  const mayWrite = session.permissions.includes('organization:write');
  const [quiet, caps, purposes] = await Promise.all([
    api.messageRules.quietHours({}),
    api.messageRules.frequencyCaps({}),
    purposeChoices(api),
  ]);
  return {
    quiet,
    rules: quiet.rules.map((rule) => ({ ...rule, id: rule.region, mayWrite })),
    holidays: quiet.holidays
      .filter(({ day }) => day >= today())
      .slice(0, MOST_HOLIDAYS)
      .map((h) => ({ ...h, id: `${h.region} ${h.day}`, mayWrite })),
    caps: caps.caps.map((cap, index) => ({ ...cap, id: String(index), mayWrite })),
    over: caps.over,
    purposes,
    edited: quiet.rules.find(({ region }) => region === url.searchParams.get('region')),
    zone: session.organization.time_zone,
    today: today(),
    mayWrite,
  };
});

export const action = act(async ({ api, form }) => {
  const id = text(form, 'id');
  switch (text(form, 'intent')) {
    case 'switches':
      await changeQuietHours(api, () => ({
        enabled: form.get('enabled') === 'on',
        channels: channels.options.filter((one) => form.get(one) === 'on'),
        transactional: form.get('transactional') === 'on',
      }));
      break;
    case 'toggle':
      await changeQuietHours(api, ({ rules }) => ({
        rules: rules.map((r) => (r.region === id ? { ...r, enabled: !r.enabled } : r)),
      }));
      break;
    case 'rule': {
      const region = text(form, 'region')?.trim().toUpperCase() ?? '';
      const rule = {
        region,
        hours: typedHours(form),
        no_holidays: form.get('no_holidays') === 'on',
        source: text(form, 'source') ?? '',
        as_of: text(form, 'as_of') ?? '',
        enabled: true,
      };
      await changeQuietHours(api, ({ rules }) => ({
        rules: [...rules.filter((r) => r.region !== region), rule],
      }));
      break;
    }
    case 'holiday':
      await changeQuietHours(api, ({ holidays }) => ({
        holidays: [
          ...holidays,
          {
            region: text(form, 'holiday_region')?.trim().toUpperCase() ?? '',
            day: text(form, 'day') ?? '',
            name: text(form, 'holiday_name') ?? '',
          },
        ],
      }));
      break;
    case 'remove-holiday':
      await changeQuietHours(api, ({ holidays }) => ({
        holidays: holidays.filter((h) => `${h.region} ${h.day}` !== id),
      }));
      break;
    case 'cap':
      await changeCaps(api, ({ caps }) => ({
        over: oneOf(text(form, 'over'), ['hold', 'refuse'] as const) ?? 'hold',
        caps: [
          ...caps,
          {
            channel: oneOf(text(form, 'channel'), channels.options) ?? 'sms',
            most: Number(text(form, 'most')),
            hours: Number(text(form, 'hours')),
            purpose: text(form, 'purpose') ?? null,
          },
        ],
      }));
      break;
    case 'remove-cap':
      await changeCaps(api, ({ caps }) => ({
        caps: caps.filter((_, index) => String(index) !== id),
      }));
  }
  return redirect('/settings/quiet-hours?done=saved');
});

type Loaded = Awaited<ReturnType<typeof loader>>;
const columns: Column<Loaded['rules'][number]>[] = [
  { label: 'Region', cell: (r) => (r.region === '*' ? 'All' : r.region) },
  {
    label: 'May arrive',
    cell: (r) => (
      <>
        {hoursWords(r.hours)}
        {r.no_holidays ? ', not on holidays' : ''}
      </>
    ),
  },
  {
    label: 'Source',
    cell: (r) => (
      <Quiet>
        {r.source} ({r.as_of})
      </Quiet>
    ),
  },
  { label: 'Act', cell: (r) => <RuleActs rule={r} />, tight: true },
];

function RuleActs({ rule }: { rule: Loaded['rules'][number] }) {
  if (!rule.mayWrite) return <>{rule.enabled ? 'On' : 'Off'}</>;
  return (
    <Over>
      <PageForm intent="toggle">
        <input type="hidden" name="id" value={rule.region} />
        <SubmitButton
          size="compact-sm"
          variant={rule.enabled ? 'light' : 'default'}
          aria-label={`${rule.region} is ${rule.enabled ? 'on; switch it off' : 'off; switch it on'}`}
        >
          {rule.enabled ? 'On' : 'Off'}
        </SubmitButton>
      </PageForm>
      <Anchor component={Link} to={`?region=${encodeURIComponent(rule.region)}`} size="sm">
        Edit
      </Anchor>
    </Over>
  );
}

const holidayColumns: Column<Loaded['holidays'][number]>[] = [
  { label: 'Day', cell: (h) => h.day },
  { label: 'Name', cell: (h) => h.name },
  { label: 'Region', cell: (h) => h.region, quiet: true },
  {
    label: 'Act',
    tight: true,
    cell: (h) =>
      h.mayWrite ? (
        <Over>
          <PageForm intent="remove-holiday">
            <input type="hidden" name="id" value={h.id} />
            <SubmitButton size="compact-sm" variant="subtle" aria-label={`Remove ${h.name}`}>
              Remove
            </SubmitButton>
          </PageForm>
        </Over>
      ) : null,
  },
];

export default function QuietHours() {
  const d = useLoaderData<typeof loader>();
  const { quiet, mayWrite } = d;
  return (
    <Page
      title="Quiet hours"
      lead="When messages may arrive, on each recipient’s own clock, and how many. What may not go now waits."
    >
      <Notice />
      {quiet.enabled ? null : (
        <Alert color="red" variant="light" title="Quiet hours are off">
          Messages go out at any hour of the day and night. The rules below do nothing.
        </Alert>
      )}
      <Columns>
        <div>
          <Section title="Which messages wait">
            <PageForm intent="switches">
              <Fields>
                <CheckField
                  name="enabled"
                  label="Keep quiet hours"
                  description="For marketing messages. Codes always go at once"
                  defaultChecked={quiet.enabled}
                  disabled={!mayWrite}
                />
                <CheckField
                  name="sms"
                  label="Text messages"
                  defaultChecked={quiet.channels.includes('sms')}
                  disabled={!mayWrite}
                />
                <CheckField
                  name="email"
                  label="E-mails"
                  description="The laws below are about calls and texts"
                  defaultChecked={quiet.channels.includes('email')}
                  disabled={!mayWrite}
                />
                <CheckField
                  name="transactional"
                  label="Also service messages"
                  description="About something the person asked for"
                  defaultChecked={quiet.transactional}
                  disabled={!mayWrite}
                />
                {mayWrite ? (
                  <FormEnd>
                    <SubmitButton>Save</SubmitButton>
                  </FormEnd>
                ) : null}
              </Fields>
            </PageForm>
          </Section>
          <Section
            title="Rules"
            lead="Every rule that covers a person must allow it. Check them against the law: they are what was reported, as of their date."
            flush
          >
            <List
              label="Rules"
              rows={d.rules}
              columns={columns}
              empty={
                <Empty icon={MoonStar} title="No rule">
                  Messages go out at any hour. Add a rule for everywhere (*).
                </Empty>
              }
            />
          </Section>
          <Section title="Holidays" lead="The next ones; all of them are at GET /quiet-hours" flush>
            <List
              label="Holidays"
              rows={d.holidays}
              columns={holidayColumns}
              empty={
                <Empty icon={CalendarX} title="No holiday">
                  Rules that close on holidays have none to go by.
                </Empty>
              }
            />
          </Section>
        </div>
        <div>
          {mayWrite ? (
            <Section
              title={d.edited ? 'Edit the rule' : 'Add a rule'}
              lead={`On the recipient’s clock; where nothing is known about it, on yours (${d.zone})`}
            >
              <RuleForm rule={d.edited} today={d.today} />
            </Section>
          ) : null}
          <Caps caps={d.caps} over={d.over} purposes={d.purposes} mayWrite={mayWrite} />
          {mayWrite ? (
            <Section title="Add a holiday">
              <PageForm intent="holiday">
                <Fields>
                  <FieldRow>
                    <TextField name="holiday_region" label="Region" defaultValue="US" />
                    <TextField name="day" label="Day" type="date" defaultValue={d.today} />
                  </FieldRow>
                  <TextField name="holiday_name" label="Name" />
                  <FormEnd>
                    <SubmitButton>Add the holiday</SubmitButton>
                  </FormEnd>
                </Fields>
              </PageForm>
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}
