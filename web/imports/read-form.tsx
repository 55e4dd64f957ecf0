import { SelectField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields } from '../forms/layout.tsx';
import { sentence } from '../ui/status.tsx';
import { ENCODING_OPTIONS } from './encodings.ts';

export type ReadFormProps = {
  encoding: string;
  delimiter: string;
  /** The reason for encoding and delimiter. */
  guesses: { encoding: string; delimiter: string };
};

const DELIMITERS = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: 'tab', label: 'Tab' },
  { value: '|', label: 'Vertical bar' },
];

/** Shows how a file is read, and lets the user change it if the first values look wrong. */
export function ReadForm({ encoding, delimiter, guesses }: ReadFormProps) {
  const sign = delimiter === '\t' ? 'tab' : delimiter;
  const signs = DELIMITERS.some(({ value }) => value === sign)
    ? DELIMITERS
    : [...DELIMITERS, { value: sign, label: sign }];
  return (
    <PageForm intent="read" key={`${encoding} ${sign}`}>
      <input type="hidden" name="was_encoding" value={encoding} />
      <input type="hidden" name="was_delimiter" value={sign} />
      <Fields>
        <FieldRow>
          <SelectField
            name="encoding"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            label="Encoding"
            description={sentence(guesses.encoding)}
            data={ENCODING_OPTIONS}
            defaultValue={encoding}
          />
          <SelectField
            name="delimiter"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            label="Delimiter"
            description={sentence(guesses.delimiter)}
            data={signs}
            defaultValue={sign}
          />
        </FieldRow>
        <div>
          <SubmitButton variant="default">Read it again</SubmitButton>
        </div>
      </Fields>
    </PageForm>
  );
}
