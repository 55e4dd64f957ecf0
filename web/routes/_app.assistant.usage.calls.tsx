import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { ChartNoAxesColumn } from 'lucide-react';
import { ASKERS, CALL_STATUSES, FEATURES } from '../../domain/assistant/contract.ts';
import { own } from '../../lib/own.ts';
import { callColumns } from '../assistant/call-list.tsx';
import { useMonth } from '../assistant/use-month.ts';
import { featureWord } from '../assistant/words.ts';
import { actorWord } from '../audit/sentence.ts';
import { actorsOf, monthsBefore, whoOf } from '../server/assistant-usage.server.ts';
import { filters, oneOf } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { EmptyList } from '../ui/empty.tsx';
import { Filters, SelectFilter } from '../ui/filters.tsx';
import { List } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { statusOptions } from '../ui/status.tsx';

export const meta: MetaFunction = () => [{ title: 'Calls of the assistant · Assent' }];

export const loader = page(async ({ api, url, session }) => {
  const asked = filters(url, ['month', 'who', 'feature', 'model', 'status', 'cursor']);
  const quota = await api.assistant.quota({});
  const months = monthsBefore(quota.month.first);
  const month = oneOf(asked.month, months);
  const usage = await api.assistant.usage({ query: { month } });
  const feature = oneOf(asked.feature, FEATURES);
  const status = oneOf(asked.status, CALL_STATUSES);
  const models = usage.by_model.flatMap((row) => (row.model ? [row.model] : []));
  const model = oneOf(asked.model, models);
  const who = usage.by_user.find((row) => whoOf(row) === asked.who);
  const list = await api.assistant.calls({
    query: {
      month,
      feature,
      status,
      model,
      actor_type: oneOf(who?.actor_type, ASKERS),
      actor_id: who?.actor_id ?? undefined,
      cursor: asked.cursor,
    },
  });
  const names = await actorsOf(api, session, [...usage.by_user, ...list.data]);
  const nameOf = ({ actor_id }: { actor_id: string | null }) => own(names, actor_id ?? '') ?? null;
  return {
    months: months.slice(1),
    who: usage.by_user.map((row) => ({ value: whoOf(row), label: actorWord(row.actor_type, nameOf(row)) })),
    models,
    rows: list.data.map((row) => ({ ...row, name: nameOf(row) })),
    next: list.next_cursor,
    filtered: [who, feature, status, model].some(Boolean),
  };
}); // prettier-ignore

export default function Calls() {
  const { months, who, models, rows, next, filtered } = useLoaderData<typeof loader>();
  const monthWords = useMonth();
  return (
    <Page
      title="Calls"
      lead="Each question to a model in a calendar month in UTC: what it used, and how long it took. What was asked and answered is not shown here."
      back={{ to: '/assistant/usage', label: 'Usage' }}
    >
      <Filters>
        <SelectFilter
          name="month"
          label="Month"
          any="This month"
          options={months.map((value) => ({ value, label: monthWords(value) }))}
        />
        <SelectFilter name="who" label="Who" options={who} />
        <SelectFilter
          name="feature"
          label="Use"
          options={FEATURES.map((value) => ({ value, label: featureWord(value) }))}
        />
        <SelectFilter
          name="model"
          label="Model"
          options={models.map((value) => ({ value, label: value }))}
        />
        <SelectFilter name="status" label="Status" options={statusOptions(CALL_STATUSES)} />
      </Filters>
      <Section flush>
        <List
          label="Calls"
          rows={rows}
          columns={callColumns}
          nextCursor={next}
          empty={
            <EmptyList
              icon={ChartNoAxesColumn}
              filtered={filtered}
              none="No call is like this"
              title="Nothing was asked in this month"
            >
              Every question to the assistant is listed here once it is asked.
            </EmptyList>
          }
        />
      </Section>
    </Page>
  );
}
