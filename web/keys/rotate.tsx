import { ConfirmForm } from '../forms/confirm-form.tsx';
import { TextField } from '../forms/fields.tsx';
import { KIND_WORDS, REPLACING, rotateIntent, type Replaceable } from './words.ts';

/** The API's default: longer than people look for an old link. */
const KEEP_DAYS = 400;

/** Replaces a key, after a dialog that says what will happen. */
export function Rotate({ kind, next }: { kind: Replaceable; next: number }) {
  const name = KIND_WORDS[kind].title.toLowerCase();
  return (
    <ConfirmForm
      intent={rotateIntent(kind)}
      ask={`Replace the ${name} …`}
      act={`Yes, replace it by version ${next}`}
      words={REPLACING[kind]}
    >
      <input type="hidden" name="kind" value={kind} />
      {kind === 'signing' ? (
        <TextField
          name="keep_days"
          label="Old links work for"
          description="Days, at least 30: the law requires this for unsubscribe links"
          inputMode="numeric"
          defaultValue={String(KEEP_DAYS)}
        />
      ) : null}
    </ConfirmForm>
  );
}
