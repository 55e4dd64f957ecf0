import { ENCODINGS } from '../../domain/imports/encodings.contract.ts';
import { SelectField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields } from '../forms/layout.tsx';
import { own } from '../../lib/own.ts';
import { sentence } from '../ui/status.tsx';

export type ReadFormProps = {
  encoding: string;
  delimiter: string;
  /** Why it is read so. */
  guesses: { encoding: string; delimiter: string };
};

/** What people know encodings by. */
const KNOWN_AS: Record<string, string> = {
  'utf-8': 'UTF-8', 'utf-16le': 'UTF-16 (Excel: Unicode text)', 'utf-16be': 'UTF-16, big end first',
  'windows-1252': 'Western (Windows-1252)', 'windows-1250': 'Central European (Windows-1250)',
  'windows-1251': 'Cyrillic (Windows-1251)', 'windows-1253': 'Greek (Windows-1253)', 'windows-1254': 'Turkish (Windows-1254)',
  'windows-1255': 'Hebrew (Windows-1255)', 'windows-1256': 'Arabic (Windows-1256)', 'windows-1257': 'Baltic (Windows-1257)',
  'windows-1258': 'Vietnamese (Windows-1258)', 'windows-874': 'Thai (Windows-874)', 'iso-8859-2': 'Central European (ISO 8859-2)',
  'iso-8859-5': 'Cyrillic (ISO 8859-5)', 'iso-8859-15': 'Western European (ISO 8859-15)', 'koi8-r': 'Cyrillic (KOI8-R)', 'koi8-u': 'Ukrainian (KOI8-U)', ibm866: 'Cyrillic (DOS)', 'x-mac-cyrillic': 'Cyrillic (old Macintosh)',
  macintosh: 'Western European (old Macintosh)', shift_jis: 'Japanese (Shift JIS)', 'euc-jp': 'Japanese (EUC-JP)',
  gb18030: 'Chinese, simplified (GB 18030)', big5: 'Chinese, traditional (Big5)', 'euc-kr': 'Korean (EUC-KR)',
}; // prettier-ignore

const DELIMITERS = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: 'tab', label: 'Tab' },
  { value: '|', label: 'Bar' },
];

/** How a file is read, to be changed when its first values look wrong. */
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
            label="Letters are written in"
            description={sentence(guesses.encoding)}
            data={ENCODINGS.map((value) => ({ value, label: own(KNOWN_AS, value) ?? value }))}
            defaultValue={encoding}
          />
          <SelectField
            name="delimiter"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            label="Between values stands"
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
