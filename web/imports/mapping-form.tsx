import type { CONTACT_TARGETS } from '../../domain/imports/targets.contract.ts';
import { own } from '../../lib/own.ts';
import { SelectField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FormEnd } from '../forms/layout.tsx';
import type { Option } from '../ui/filters.tsx';
import { Quiet } from '../ui/facts.tsx';
import { List, type Column } from '../ui/list.tsx';
import { sentence } from '../ui/status.tsx';
import { ConsentProof, PROOF_FIELDS, type StatedConsent } from './consent-proof.tsx';

/** The id of the form that imports, because its button may be elsewhere on the page. */
export const IMPORT_FORM = 'import-form';

const LABELS: Record<(typeof CONTACT_TARGETS)[number], string> = {
  email: 'E-mail',
  email_2: 'E-mail 2, where E-mail is empty',
  email_3: 'E-mail 3, where both are empty',
  phone: 'Phone',
  phone_2: 'Phone 2, where Phone is empty',
  phone_3: 'Phone 3, where both are empty',
  name: 'Name',
  first_name: 'First name',
  last_name: 'Last name',
  locale: 'Language',
  time_zone: 'Time zone',
  country: 'Country',
  tags: 'Tags',
};
const TARGETS: Option[] = [
  { value: '', label: 'Leave out' },
  ...Object.entries(LABELS).map(([value, label]) => ({ value, label })),
];

export type MappingFormProps = {
  columns: readonly string[];
  mapping: Record<string, string | null>;
  /** The guessed target of each column, and the reason. */
  guesses: readonly {
    column: string;
    target: string | null;
    reason: string;
    refusals?: true | undefined;
  }[];
  sample: readonly (readonly string[])[];
  purposes: readonly Option[];
  consent: StatedConsent | null;
  /** A dry run was made already: the import button is at the top of the page. */
  tried: boolean;
  /** The first rows are not kept any more, since an erased person is in the file. */
  withheld: boolean;
};

type Row = {
  id: string;
  column: string;
  values: string;
  target: string | null;
  why: string;
};
const cells: Column<Row>[] = [
  { label: 'Column', cell: (r) => r.column },
  { label: 'For example', cell: (r) => r.values, quiet: true },
  { label: 'Becomes', cell: (r) => <TargetSelect {...r} /> },
  { label: 'Why', cell: (r) => sentence(r.why), quiet: true },
];

/** Shows what each column of a file contains, with its first values, and takes the proof of consent. */
export function MappingForm({
  columns,
  mapping,
  guesses,
  sample,
  purposes,
  consent,
  tried,
  withheld,
}: MappingFormProps) {
  const rows = columns.map((column, index) => ({
    id: column,
    column,
    values: sample
      .slice(0, 3)
      .map((line) => line[index])
      .filter(Boolean)
      .join(', '),
    target: own(mapping, column) ?? null,
    why: whyOf(guesses, column, own(mapping, column) ?? null),
  }));
  return (
    <PageForm intent="start" id={IMPORT_FORM} standsFor={PROOF_FIELDS}>
      <List label="Columns" rows={rows} columns={cells} empty="The file has no columns" />
      {withheld ? (
        <p>
          <Quiet>
            No examples are shown: somebody in this file was erased, so its first rows are not kept.
          </Quiet>
        </p>
      ) : null}
      <ConsentProof
        purposes={purposes}
        stated={consent}
        channel={Object.values(mapping).includes('email') ? 'email' : 'sms'}
      />
      <FormEnd>
        <SubmitButton name="how" value="try" variant={tried ? 'default' : 'filled'}>
          {tried ? 'Try it again' : 'Try it, change nothing'}
        </SubmitButton>
        {tried ? null : (
          <SubmitButton name="how" value="real" variant="default">
            Import
          </SubmitButton>
        )}
      </FormEnd>
    </PageForm>
  );
}

/** Returns the reason of a guess; none if the user changed the guess. */
function whyOf(
  guesses: MappingFormProps['guesses'],
  column: string,
  target: string | null,
): string {
  const guess = guesses.find((one) => one.column === column);
  if (!guess) return '';
  if (guess.target === target) return guess.reason;
  const counts = guess.refusals && (target === null || /^(?:tags$|field:)/.test(target));
  return counts ? `as you set it; ${guess.reason}` : 'as you set it';
}

function TargetSelect({ column, target }: Row) {
  const name = /^(?:field|consent|unrelated):(.+)$/.exec(target ?? '')?.[1] ?? slug(column);
  const own = [
    { value: `field:${name}`, label: `Custom field ${name}` },
    { value: `consent:${name}`, label: `Custom field ${name}, says who agreed` },
    { value: `unrelated:${name}`, label: `Custom field ${name}, says nothing about consent` },
  ];
  return (
    <SelectField
      name={`map:${column}`}
      aria-label={`What ${column} contains`}
      data={[...TARGETS, ...own]}
      defaultValue={target ?? ''}
    />
  );
}

/** A name for a custom field; the guess has one for every column that it makes a field. */
const slug = (header: string): string =>
  header
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{Ll}\p{Lo}\p{Lm}\p{M}\p{Nd}]+/gu, '_')
    .replace(/^[^\p{L}]+/u, '')
    .replace(/_+$/, '')
    .slice(0, 60) || 'field';
