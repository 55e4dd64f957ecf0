import { Alert } from '@mantine/core';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { BadgeDollarSign } from 'lucide-react';
import { CountryField, CountryNames } from '../forms/country-field.tsx';
import { SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields } from '../forms/layout.tsx';
import { RemoveRow } from '../forms/remove-row.tsx';
import { countryNames } from '../server/country.server.ts';
import { chosen, given, oneOf, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { todayIn } from '../server/today.server.ts';
import { Empty } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { sentence } from '../ui/status.tsx';
import { CHANNEL_OPTIONS, Channel, Country, Money } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Prices · Assent' }];

const TYPES = ['mobile', 'fixed_line', 'voip'] as const;

export const loader = page(async ({ api, session }) => {
  const mayWrite = session.permissions.includes('organization:write');
  const [cards, settings] = await Promise.all([
    api.rateCards.list({}),
    api.verificationSettings.get({}),
  ]);
  return {
    rows: cards.data.map((card, i) => ({
      ...card,
      card: card.id,
      id: card.id ?? String(i),
      mayWrite,
      counts: card.currency === settings.currency,
      listed: cards.list_prices.in_force,
    })),
    list: cards.list_prices,
    mayWrite,
    countries: countryNames(),
    currency: settings.currency,
    fallback: settings.fallback_price,
    today: todayIn(session.organization.time_zone),
  };
}); // prettier-ignore

export const action = act(
  {
    remove: ['id'],
    set: ['channel', 'country', 'prefix', 'number_type', 'price', 'currency', 'source', 'as_of'],
  },
  async ({ api, form }) => {
    if (text(form, 'intent') === 'remove') {
      await api.rateCards.delete({ params: { id: text(form, 'id') ?? '' } });
      return redirect('/settings/prices?done=deleted');
    }
    const country = text(form, 'country');
    const type = oneOf(text(form, 'number_type'), TYPES);
    await api.rateCards.set({
      body: {
        channel: chosen(form, 'channel', ['sms', 'email'] as const),
        ...given(form, ['prefix']),
        ...(country ? { country } : {}),
        ...(type ? { number_type: type } : {}),
        price: text(form, 'price') ?? '',
        currency: text(form, 'currency') ?? '',
        source: text(form, 'source') ?? '',
        as_of: text(form, 'as_of') ?? '',
      },
    });
    return redirect('/settings/prices?done=saved');
  },
);

type Row = Awaited<ReturnType<typeof loader>>['rows'][number];
const columns: Column<Row>[] = [
  {
    label: 'For',
    cell: (r) => (r.country ? <Country code={r.country} /> : <Channel value={r.channel} />),
  },
  { label: 'Prefix', cell: (r) => r.prefix ?? 'All', tight: true },
  { label: 'Kind', cell: (r) => (r.number_type ? sentence(r.number_type) : 'All'), quiet: true, tight: true },
  {
    label: 'Price',
    cell: (r) => <Money amount={r.price} currency={r.currency} />,
    align: 'end',
  },
  {
    label: 'From',
    cell: (r) =>
      `${r.origin === 'own' ? 'Yours' : 'List price'}: ${r.source}, ${r.as_of}${r.counts ? '' : '. Does not count: in another currency than your budget'}`,
    quiet: true,
  },
  { label: 'Actions', cell: (r) => (r.card && r.mayWrite ? <Remove id={r.card} listed={r.listed} /> : null), tight: true },
]; // prettier-ignore

function Remove({ id, listed }: { id: string; listed: boolean }) {
  return (
    <RemoveRow intent="remove" id={id} title="Remove your price?" act="Yes, remove it">
      Another price of yours applies then, if it covers the destination;{' '}
      {listed ? 'else the list price, if there is one; ' : ''}else the price where none is known.
      What was sent keeps its price.
    </RemoveRow>
  );
}

export default function Prices() {
  const { rows, countries, mayWrite, currency, fallback, today, list } =
    useLoaderData<typeof loader>();
  return (
    <Page
      title="Prices"
      lead="What a segment of a text costs. List prices are examples with their source and date: enter what you pay."
      back={{ to: '/settings/verification', label: 'Verification' }}
    >
      <Notice />
      {list.in_force ? null : (
        <Alert color="yellow" variant="light" title={`No list price counts in ${currency}`}>
          List prices are in {list.currency}, and your budget is in {currency}. Destinations without
          a price of your own count as <Money amount={fallback} currency={currency} /> a segment.
        </Alert>
      )}
      <Columns>
        <div>
          <Section flush>
            <List
              label="Prices"
              rows={rows}
              columns={columns}
              empty={
                <Empty icon={BadgeDollarSign} title="No price yet">
                  Enter what your provider charges; until then each segment is counted at the price
                  for unknown destinations.
                </Empty>
              }
            />
          </Section>
        </div>
        <div>
          {mayWrite ? (
            <Section
              title="Set a price"
              lead="Setting the same destination again replaces its price."
            >
              <CountryNames names={countries} />
              <PageForm intent="set">
                <Fields>
                  <SelectField name="channel" label="Channel" data={CHANNEL_OPTIONS} />
                  <FieldRow>
                    <CountryField name="country" label="Country" />
                    <TextField name="prefix" label="Prefix, if not all" placeholder="+1201" />
                  </FieldRow>
                  <SelectField
                    name="number_type"
                    label="Kind of number"
                    data={[
                      { value: '', label: 'All' },
                      ...TYPES.map((value) => ({ value, label: sentence(value) })),
                    ]}
                  />
                  <FieldRow>
                    <TextField
                      name="price"
                      label="Price"
                      inputMode="decimal"
                      placeholder="0.0083"
                    />
                    <TextField name="currency" label="Currency" defaultValue={currency} />
                  </FieldRow>
                  <TextField name="source" label="Source" placeholder="Our contract" />
                  <TextField name="as_of" label="As of" type="date" defaultValue={today} />
                  <div>
                    <SubmitButton>Set</SubmitButton>
                  </div>
                </Fields>
              </PageForm>
            </Section>
          ) : null}
          <Section title="Everywhere else">
            <p>
              Destinations that are not listed are counted at{' '}
              <Money amount={fallback} currency={currency} /> a segment. What the provider bills
              replaces this estimate.
            </p>
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
