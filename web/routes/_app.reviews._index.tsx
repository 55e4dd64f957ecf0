import { Anchor } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { MessageCircleQuestion } from 'lucide-react';
import { reviewKind, reviewStatus } from '../../domain/reviews/contract.ts';
import { SelectFilter, Filters } from '../ui/filters.tsx';
import { chosen, filters, oneOf, text } from '../server/fields.server.ts';
import { operatorLink } from '../server/operator-links.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Decide } from '../reviews/decide.tsx';
import { Due } from '../reviews/due.tsx';
import { Empty } from '../ui/empty.tsx';
import { Quote } from '../ui/facts.tsx';
import { List, Over, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { OperatorLink } from '../ui/operator-link.tsx';
import { Page, Section } from '../ui/page.tsx';
import { statusOptions } from '../ui/status.tsx';
import { Channel, Moment, useCount } from '../ui/values.tsx';
import { readable } from '../ui/unreadable.ts';

export const meta: MetaFunction = () => [{ title: 'Review queue · Assent' }];

export const loader = page(async ({ api, url, session, config }) => {
  const asked = filters(url, ['status', 'kind', 'cursor']);
  const status = oneOf(asked.status, reviewStatus.options) ?? 'open';
  const kind = oneOf(asked.kind, reviewKind.options) ?? 'withdrawal';
  const [list, counts] = await Promise.all([
    api.reviews.list({ query: { ...asked, status, kind } }),
    api.reviews.count({}),
  ]);
  const mayDecide = session.permissions.includes('consents:write');
  return {
    link: operatorLink({ config, session }, 'reviewsNearTheirEnd'),
    list: { ...list, data: list.data.map((row) => ({ ...row, mayDecide })) },
    status,
    kind,
    others: counts.unclear,
    statuses: statusOptions(reviewStatus.options.filter((one) => one !== 'open')),
  };
});

export const action = act({ 'decide-': ['id', 'decision', 'reason'] }, async ({ api, form }) => {
  const decision = chosen(form, 'decision', ['withdraw', 'dismiss']);
  const reason = text(form, 'reason');
  await api.reviews.decide({
    params: { id: text(form, 'id') ?? '' },
    body: { decision, ...(reason ? { reason } : {}) },
  });
  return redirect(`/reviews?done=review-${decision}`);
});

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'Person', cell: (r) => readable(r.address, r), tight: true },
  { label: 'Wrote', cell: (r) => <Quote>{readable(r.text, r)}</Quote> },
  { label: 'By', cell: (r) => <Channel value={r.channel} />, quiet: true, tight: true },
  { label: 'Came', cell: (r) => <Moment at={r.received_at} />, quiet: true, tight: true },
  { label: 'Decide by', cell: (r) => <Due review={r} />, tight: true },
  {
    label: 'Withdrawal?',
    cell: (r) =>
      r.mayDecide && r.status === 'open' ? (
        <Over>
          <Decide id={r.id} />
        </Over>
      ) : null,
    tight: true,
  },
];

export default function Reviews() {
  const { list, link, status, kind, others, statuses } = useLoaderData<typeof loader>();
  const count = useCount();
  return (
    <Page
      title="Review queue"
      actions={<OperatorLink link={link} />}
      lead={
        kind === 'unclear'
          ? 'Messages without a sign of a withdrawal, such as questions and thanks. What nobody decides within ten business days lapses, and nothing follows.'
          : 'Messages that may be a withdrawal. Each must be decided within ten business days; after that it counts as a withdrawal.'
      }
    >
      <Notice />
      <Filters>
        <SelectFilter
          name="kind"
          label="Messages"
          options={[{ value: 'unclear', label: 'All others' }]}
          any="May be a withdrawal"
        />
        <SelectFilter name="status" label="Show" options={statuses} any="Waiting" />
      </Filters>
      {others && kind !== 'unclear' ? (
        <p>
          <Anchor component={Link} to="/reviews?kind=unclear">
            {count(others)} {others === 1 ? 'other message' : 'other messages'}
          </Anchor>{' '}
          without a sign of a withdrawal, such as a question.
        </p>
      ) : null}
      <Section flush>
        <List
          label={kind === 'unclear' ? 'Other messages' : 'Messages that may be a withdrawal'}
          rows={list.data}
          columns={columns}
          to={(row) => `/reviews/${row.id}`}
          nextCursor={list.next_cursor}
          empty={
            <Empty
              icon={MessageCircleQuestion}
              title={status === 'open' ? 'Nothing waits for you' : 'None yet'}
            >
              Clear words such as STOP are acted on at once. What may be meant as one, such as
              “leave me alone”, waits here for somebody to read it.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
