import { SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields, FormEnd } from '../forms/layout.tsx';

type Limit = { tokens: number | null; cost: string | null };
export type Limits = {
  soft: Limit;
  hard: Limit;
  per_user: Limit;
  per_conversation: Limit;
  max_answer_tokens: number;
  version: number;
};

const ROWS = [
  { of: 'hard', words: 'Stop at' },
  { of: 'soft', words: 'Tell owners at' },
  { of: 'per_user', words: 'Each member or key' },
  { of: 'per_conversation', words: 'Each conversation' },
] as const;

/** Sets what the assistant may use in a month. An empty field is no limit. */
export function LimitsForm({ limits }: { limits: Limits }) {
  return (
    <PageForm intent="quota" guarded>
      <input type="hidden" name="version" value={limits.version} />
      <Fields>
        {ROWS.map(({ of, words }) => (
          <FieldRow key={of}>
            <TextField
              name={`${of}.cost`}
              label={`${words}, US dollars`}
              inputMode="decimal"
              placeholder="No limit"
              defaultValue={limits[of].cost ?? ''}
            />
            <TextField
              name={`${of}.tokens`}
              label={`${words}, tokens`}
              inputMode="numeric"
              placeholder="No limit"
              defaultValue={limits[of].tokens ?? ''}
            />
          </FieldRow>
        ))}
        <TextField
          name="max_answer_tokens"
          label="Longest answer, tokens"
          description="This much is reserved for each answer before it is written; 1,000 tokens are about 750 English words"
          inputMode="numeric"
          defaultValue={limits.max_answer_tokens}
        />
        <FormEnd>
          <SubmitButton>Save the limits</SubmitButton>
        </FormEnd>
      </Fields>
    </PageForm>
  );
}
