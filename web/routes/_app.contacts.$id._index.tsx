import { Alert, Anchor, Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { History, Pencil, ShieldCheck } from 'lucide-react';
import { channel } from '../../domain/channel.contract.ts';
import { own } from '../../lib/own.ts';
import { sourceWord } from '../consent/source-words.ts';
import { AskConsent } from '../contacts/ask-consent.tsx';
import { EnterCode } from '../contacts/enter-code.tsx';
import { Held } from '../contacts/held.tsx';
import { OptOut } from '../contacts/opt-out.tsx';
import { TheirData } from '../contacts/their-data.tsx';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { checkCode } from '../server/check-code.server.ts';
import { purposeChoices } from '../server/choices.server.ts';
import { chosen, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Fact, Facts, Timeline } from '../ui/facts.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { RevealButton } from '../ui/reveal.tsx';
import { sentence, Status } from '../ui/status.tsx';
import { Channel, CHANNEL_OPTIONS, Country, Moment, Tags } from '../ui/values.tsx';
import { readable } from '../ui/unreadable.ts';

export const meta: MetaFunction = () => [{ title: 'Contact · Assent' }];

/** Nothing more is added to a person whose erasure was begun. */
const UNDER_WAY: ReadonlySet<string> = new Set(['pending', 'on_hold', 'running']);

export const loader = page(async ({ api, params, url, session }) => {
  const id = String(params['id']);
  const reveal =
    session.permissions.includes('pii:read') && url.searchParams.get('reveal') === 'true';
  const maySeeErasure = session.permissions.includes('privacy:read');
  const maySeeHolds = session.permissions.includes('retention:read');
  const [contact, timeline, consents, pending, purposes, erasures, holds] = await Promise.all([
    api.contacts.get({ params: { id }, query: { reveal: String(reveal) } }),
    api.contacts.timeline({ params: { id }, query: { limit: 30 } }),
    api.consents.list({ query: { contact_id: id, reveal: String(reveal) } }),
    api.verifications.list({ query: { contact_id: id, status: 'pending' } }),
    purposeChoices(api),
    maySeeErasure
      ? api.privacyErasures.list({ query: { contact_id: id, dry_run: 'false', limit: 1 } })
      : null,
    maySeeHolds ? api.legalHolds.list({ query: { keeps_contact_id: id } }) : null,
  ]);
  const [erasure] = erasures?.data ?? [];
  return {
    contact,
    timeline: timeline.data,
    consents: consents.data.map((one) => ({
      ...one,
      purpose: purposes.find(({ value }) => value === one.purpose)?.label ?? one.purpose,
    })),
    // If a person was asked twice, only the newest code of a pending consent is useful.
    pending: pending.data.filter(
      (one, index, all) =>
        all.findIndex(({ consent_id }) => consent_id === one.consent_id) === index &&
        consents.data.some(({ id, state }) => id === one.consent_id && state === 'pending'),
    ),
    purposes,
    erasure: erasure && UNDER_WAY.has(erasure.status) ? erasure : null,
    holds: holds?.data ?? [],
    organization: session.organization.name,
    reveal,
    mayReveal: session.permissions.includes('pii:read'),
    mayWrite: session.permissions.includes('contacts:write'),
    mayAsk: session.permissions.includes('consents:write'),
    mayErase: session.permissions.includes('privacy:write'),
  };
});
export const action = act(
  {
    ask: ['channel', 'purpose', 'source', 'wording'],
    'check-': ['verification', 'code'],
    'resend-': ['verification'],
    out: ['channel', 'purpose', 'source'],
    export: [],
    erase: [],
    delete: [],
  },
  async ({ api, form, params }) => {
    const id = String(params['id']);
    const [intent] = (text(form, 'intent') ?? '').split('-');
    const back = (done: string): Response => redirect(`/contacts/${id}?done=${done}`);
    if (intent === 'ask') {
      await api.consents.optIn({
        body: {
          contact_id: id,
          channel: chosen(form, 'channel', channel.options),
          purpose: text(form, 'purpose') ?? '',
          source: chosen(form, 'source', ['verbal', 'paper', 'web_form'] as const),
          wording: text(form, 'wording') ?? '',
        },
      });
      return back('opt-in-asked');
    }
    if (intent === 'check') {
      return (await checkCode(api, form)) ?? back('opt-in-granted');
    }
    if (intent === 'resend') {
      await api.verifications.resend({ params: { id: text(form, 'verification') ?? '' } });
      return back('resent');
    }
    if (intent === 'out') {
      const purpose = text(form, 'purpose');
      await api.consents.optOut({
        body: {
          contact_id: id,
          channel: chosen(form, 'channel', channel.options),
          source: chosen(form, 'source', ['verbal', 'paper', 'admin'] as const),
          ...(purpose ? { purpose } : {}),
        },
      });
      return back('opt-out');
    }
    if (intent === 'erase') {
      const tried = await api.privacyErasures.create({ body: { contact_id: id, dry_run: true } });
      return redirect(`/privacy/erasures/${tried.id}`);
    }
    if (intent === 'delete') {
      await api.contacts.delete({ params: { id } });
      return redirect('/contacts?done=contact-deleted');
    }
    // `export` is the only form left.
    const made = await api.privacyExports.create({ body: { contact_id: id } });
    return redirect(`/privacy/exports/${made.id}`);
  },
);

type Consent = Awaited<ReturnType<typeof loader>>['consents'][number];
const columns: Column<Consent>[] = [
  { label: 'Purpose', cell: (c) => c.purpose },
  { label: 'Channel', cell: (c) => <Channel value={c.channel} /> },
  { label: 'State', cell: (c) => <Status value={c.state} /> },
  { label: 'Since', cell: (c) => <Moment at={c.captured_at ?? c.updated_at} />, quiet: true },
];

export default function Contact() {
  const loaded = useLoaderData<typeof loader>();
  const { contact, timeline, consents, pending, purposes, reveal, mayReveal, mayWrite, mayAsk } =
    loaded;
  const { erasure, holds } = loaded;
  const who = readable(contact.name ?? contact.email ?? contact.phone, contact);
  const channels = CHANNEL_OPTIONS.filter(({ value }) =>
    value === 'sms' ? contact.phone : contact.email,
  );
  return (
    <Page
      title={who}
      back={{ to: '/contacts', label: 'Contacts' }}
      actions={
        <>
          {mayReveal ? <RevealButton reveal={reveal} /> : null}
          {mayWrite && !erasure ? (
            <Button
              component={Link}
              to="edit"
              variant="default"
              leftSection={<Pencil size={15} aria-hidden />}
            >
              Change
            </Button>
          ) : null}
        </>
      }
    >
      <Notice />
      {erasure ? (
        <Alert color="yellow" variant="light" title="This person is to be erased">
          {erasure.status === 'on_hold'
            ? 'It waits until a legal hold is released. Nothing is sent to them, and nothing is added.'
            : 'It is under way. Nothing is sent to them, and nothing is added.'}{' '}
          <Link to={`/privacy/erasures/${erasure.id}`}>See the erasure</Link>
        </Alert>
      ) : null}
      {holds.length ? <Held holds={holds} /> : null}
      <Columns>
        <div>
          {pending.map((one) => (
            <Section key={one.id} title="Waiting for the code">
              <EnterCode pending={one} />
            </Section>
          ))}
          <Section title="Consents" lead="What this person agreed to, by channel and purpose" flush>
            <List
              label="Consents"
              rows={consents}
              to={(c) => `/consents/${c.id}`}
              columns={columns}
              empty={
                <Empty icon={ShieldCheck} title="Nothing agreed yet">
                  Until this person says yes, only what they asked for is sent.
                </Empty>
              }
            />
          </Section>
          <Section
            title="What happened"
            lead="Newest first, also under an earlier address"
            actions={
              <>
                <Anchor component={Link} to={`/messages?contact_id=${contact.id}`} size="sm">
                  All messages
                </Anchor>
                <Anchor component={Link} to={`/receipts?contact_id=${contact.id}`} size="sm">
                  Receipts
                </Anchor>
              </>
            }
          >
            {timeline.length ? (
              <Timeline
                entries={timeline.map((item) => ({
                  id: item.id,
                  at: item.at,
                  title: <TimelineTitle {...item} />,
                }))}
              />
            ) : (
              <Empty icon={History} title="Nothing yet" />
            )}
          </Section>
        </div>
        <div>
          <Section title="About">
            <Facts>
              <Fact label="E-mail">{contact.email}</Fact>
              <Fact label="Phone">{contact.phone}</Fact>
              <Fact label="Language">{contact.locale}</Fact>
              <Fact label="Time zone">{contact.time_zone}</Fact>
              <Fact label="Tags">{contact.tags.length ? <Tags tags={contact.tags} /> : null}</Fact>
              <Fact label="Country">
                {contact.country ? <Country code={contact.country} /> : null}
              </Fact>
              <Fact label="Source">{sourceWord(contact.source)}</Fact>
              <Fact label="Added">
                <Moment at={contact.created_at} />
              </Fact>
              {Object.entries(contact.fields).map(([name, value]) => (
                <Fact key={name} label={sentence(name)}>
                  {String(value)}
                </Fact>
              ))}
            </Facts>
          </Section>
          {mayAsk && !erasure && channels.length ? (
            <Section
              title="Ask for consent"
              lead="A code by text or a link by mail proves that the address is theirs"
            >
              <AskConsent
                channels={channels}
                purposes={purposes}
                organization={loaded.organization}
              />
            </Section>
          ) : null}
          {mayAsk && channels.length ? (
            <Section title="They want no more messages" lead="Takes effect at once">
              <OptOut channels={channels} purposes={purposes} />
            </Section>
          ) : null}
          {loaded.mayErase ? <TheirData erased={erasure !== null} /> : null}
          {mayWrite && !erasure && !holds.length ? (
            <Section
              title="Remove"
              lead="Consents and messages stay as history, under a masked address"
            >
              <ConfirmForm
                intent="delete"
                ask="Remove this contact"
                title={`Remove ${who ?? 'this contact'}?`}
                act="Yes, remove this contact"
                words="Name, tags and fields are deleted and cannot be brought back. Consents and messages stay, under the masked address. To delete those too, erase the person."
              />
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}

const PAGES: Record<string, string> = {
  consent: '/consents',
  message: '/messages',
  verification: '/verifications',
  review: '/reviews',
};

function TimelineTitle({
  summary,
  entity,
}: {
  summary: string;
  entity: { type: string; id: string };
}) {
  const folder = own(PAGES, entity.type);
  if (!folder) return <>{summary}</>;
  return (
    <>
      <Link to={`${folder}/${entity.id}`}>{summary}</Link>
      {entity.type === 'message' ? (
        <>
          {' · '}
          <Link to={`/messages/${entity.id}/why`} aria-label={`Why: ${summary}`}>
            why?
          </Link>
        </>
      ) : null}
    </>
  );
}
