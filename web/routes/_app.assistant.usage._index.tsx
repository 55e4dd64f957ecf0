import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { ChartNoAxesColumn } from 'lucide-react';
import { own } from '../../lib/own.ts';
import { actorsOf, daysOfMonth, monthsBefore, whoOf } from '../server/assistant-usage.server.ts';
import { oneOf } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { LimitBar } from '../assistant/limit-bar.tsx';
import { OpenCalls, sumColumns, whoColumn } from '../assistant/usage-lists.tsx';
import { PriceWarning } from '../assistant/price-warning.tsx';
import { useMonth } from '../assistant/use-month.ts';
import { CURRENCY, featureWord } from '../assistant/words.ts';
import { AmountsChart } from '../charts/amounts.tsx';
import { Empty } from '../ui/empty.tsx';
import { Filters, SelectFilter } from '../ui/filters.tsx';
import { List } from '../ui/list.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { useCount, useMoney } from '../ui/values.tsx';
import { useLive } from '../ui/live.ts';

export const meta: MetaFunction = () => [{ title: 'Usage of the assistant · Assent' }];

export const loader = page(async ({ api, url, session }) => {
  const quota = await api.assistant.quota({});
  const months = monthsBefore(quota.month.first);
  const month = oneOf(url.searchParams.get('month') ?? undefined, months);
  const usage = await api.assistant.usage({ query: { month } });
  const names = await actorsOf(api, session, [...usage.by_user, ...usage.open]);
  return {
    quota,
    usage,
    isNow: usage.month.first === quota.month.first,
    month,
    months: months.slice(1),
    days: daysOfMonth(usage),
    by_user: usage.by_user.map((row) => ({ ...row, id: whoOf(row), name: own(names, row.actor_id ?? '') ?? null })),
    by_feature: usage.by_feature.map((row) => ({ ...row, id: row.feature })),
    by_model: usage.by_model.map((row) => ({ ...row, id: row.model })),
    open: usage.open.map((row) => ({ ...row, name: own(names, row.actor_id ?? '') ?? null })),
  };
}); // prettier-ignore

export default function Usage() {
  const { quota, usage, isNow, month, months, days, by_user, by_feature, by_model, open } =
    useLoaderData<typeof loader>();
  const [money, count, monthWords] = [useMoney(), useCount(), useMonth()];
  const dollars = (amount: number | string): string => money(String(amount), CURRENCY);
  useLive(open.length > 0, 3_000);
  const calls = (by: Record<string, string> = {}): string =>
    `/assistant/usage/calls?${new URLSearchParams({ ...(month ? { month } : {}), ...by }).toString()}`;
  return (
    <Page
      title="Usage"
      lead="What the assistant has cost, by the calendar month in UTC. Prices are those of the model’s provider."
      actions={
        <Button component={Link} to={calls()} variant="default">
          All calls
        </Button>
      }
    >
      {isNow ? <PriceWarning quota={quota} /> : null}
      {months.length ? (
        <Filters>
          <SelectFilter
            name="month"
            label="Month"
            any="This month"
            options={months.map((value) => ({ value, label: monthWords(value) }))}
          />
        </Filters>
      ) : null}
      <Tiles>
        <Tile label="Cost" value={dollars(usage.used.cost)} />
        <Tile label="Tokens" value={usage.used.tokens} note="Questions and answers" />
        <Tile label="Calls" value={usage.calls} />
        {isNow ? (
          <Tile
            label="Forecast"
            value={dollars(usage.forecast.cost)}
            note={`${count(usage.forecast.tokens)} tokens by the end of the month, if it goes on like this`}
          />
        ) : null}
      </Tiles>
      {usage.calls || open.length ? (
        <Columns>
          <div>
            {isNow ? <AgainstLimits quota={quota} dollars={dollars} /> : null}
            <Section title="Cost by day" lead="US dollars, by the UTC day">
              <AmountsChart
                label="Cost by day, in US dollars"
                head={['Cost', 'Tokens', 'Calls']}
                format={dollars}
                days={days.map(({ day, cost, tokens, calls }) => ({
                  day,
                  amount: Number(cost),
                  cells: [dollars(cost), count(tokens), count(calls)],
                }))}
              />
            </Section>
            <Section title="By member and key" flush>
              <List
                label="By member and key"
                rows={by_user}
                to={(row) => calls({ who: row.id })}
                columns={[whoColumn, ...sumColumns]}
                empty={null}
              />
            </Section>
          </div>
          <div>
            {isNow ? <OpenCalls open={open} /> : null}
            <Section title="By use" flush>
              <List
                label="By use"
                rows={by_feature}
                to={(row) => calls({ feature: row.feature })}
                columns={[{ label: 'Use', cell: (row) => featureWord(row.feature) }, ...sumColumns]}
                empty={null}
              />
            </Section>
            <Section title="By model" flush>
              <List
                label="By model"
                rows={by_model}
                to={(row) => calls(row.model ? { model: row.model } : {})}
                columns={[
                  { label: 'Model', cell: (row) => row.model || 'Not known' },
                  ...sumColumns,
                ]}
                empty={null}
              />
            </Section>
          </div>
        </Columns>
      ) : (
        <>
          <Section flush>
            <Empty icon={ChartNoAxesColumn} title="Nothing was asked in this month">
              Every question to the assistant is counted here once it is asked.
            </Empty>
          </Section>
          {isNow ? <AgainstLimits quota={quota} dollars={dollars} /> : null}
        </>
      )}
    </Page>
  );
}

const amount = (cost: string | null): number | null => (cost === null ? null : Number(cost));

type Quota = Awaited<ReturnType<typeof loader>>['quota'];

function AgainstLimits({
  quota: { used, reserved, soft, hard },
  dollars,
}: {
  quota: Quota;
  dollars: (amount: number) => string;
}) {
  const count = useCount();
  return (
    <Section
      title="This month against the limits"
      lead="A call reserves the most that it can use before it runs, so no limit is exceeded."
    >
      <LimitBar
        label="Cost"
        format={dollars}
        measured={{
          used: Number(used.cost),
          reserved: Number(reserved.cost),
          soft: amount(soft.cost),
          hard: amount(hard.cost),
        }}
      />
      <LimitBar
        label="Tokens"
        format={count}
        measured={{
          used: used.tokens,
          reserved: reserved.tokens,
          soft: soft.tokens,
          hard: hard.tokens,
        }}
      />
    </Section>
  );
}
