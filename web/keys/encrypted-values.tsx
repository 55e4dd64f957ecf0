import { List, type Column } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { Count, Moment } from '../ui/values.tsx';
import type { Version } from './types.ts';
import { countedWord } from './words.ts';

type Row = { id: string; sealed: Map<number, number> };

const sumOf = (values: Version['values']): number =>
  values.reduce((sum, { sealed }) => sum + sealed, 0);

const columnsOf = (versions: readonly Version[]): Column<Row>[] => [
  { label: 'What', cell: ({ id }) => countedWord(id) },
  ...versions.map(({ version }) => columnOf(version)),
];

function columnOf(version: number): Column<Row> {
  const cell = ({ sealed }: Row) => <Count value={sealed.get(version) ?? 0} />;
  return { label: `Version ${version}`, align: 'end', cell };
}

/** Shows how many values the data key encrypts, by table and version, as last counted. */
export function EncryptedValues({
  versions,
  countedAt,
}: {
  versions: readonly Version[];
  countedAt: string | null;
}) {
  const rows = new Map<string, Row>();
  for (const { version, values } of versions) {
    for (const { place, sealed } of values) {
      const row = rows.get(place) ?? { id: place, sealed: new Map<number, number>() };
      row.sealed.set(version, sealed);
      rows.set(place, row);
    }
  }
  const total = new Map(versions.map(({ version, values }) => [version, sumOf(values)]));
  const all = rows.size > 1 ? [{ id: 'all', sealed: total }] : [];
  const columns = columnsOf(versions.filter(({ values }) => values.length > 0));
  return (
    <Section
      title="What the data key encrypts"
      lead={countedAt ? <>Counted <Moment at={countedAt} /></> : undefined} // prettier-ignore
      flush={rows.size > 0}
    >
      <List
        label="Encrypted values"
        rows={[...rows.values(), ...all]}
        columns={columns}
        empty={
          <p>
            {countedAt
              ? 'Nothing is encrypted yet.'
              : 'Not counted yet: that happens once a day, and during a replacement.'}
          </p>
        }
      />
    </Section>
  );
}
