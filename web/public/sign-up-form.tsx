import type { FormPage } from '../../api/client-types.ts';
import type { FormAnswer } from '../core/answer.ts';
import { AddressField, ChoiceLinks, problemWith, PublicAlert, typedIn } from './public-field.tsx';
import { WORDS, type PublicWords } from './words/index.ts';

export type SignUpFormProps = {
  page: Pick<
    FormPage,
    'channel' | 'channels' | 'language' | 'boxes' | 'shown' | 'ticket' | 'work' | 'privacyUrl'
  > & { embedded: boolean };
  words: PublicWords;
  answer: FormAnswer | undefined;
};

/** Address and boxes: one box for each purpose, not ticked beforehand. */
export function SignUpForm({ page, words, answer }: SignUpFormProps) {
  const { channel, language } = page;
  const changed = problemWith(answer, 'shown', words);
  const notTicked = problemWith(answer, 'purposes', words);
  const ticked = new Set(
    changed ? [] : answer?.values.filter(([name]) => name === 'purposes').map(([, value]) => value),
  );
  const query = (by: string): string =>
    `?channel=${by}&lang=${language}${page.embedded ? '&embed=1' : ''}`;
  return (
    <>
      <ChoiceLinks
        label={words.how}
        choices={page.channels.map((by) => ({
          to: query(by),
          words: by === 'sms' ? words.byText : words.byMail,
          current: by === channel,
        }))}
      />
      <form method="post" noValidate data-work={page.work ? words.signUp.working : undefined}>
        <FormProblem answer={answer} words={words} />
        <input type="hidden" name="channel" value={channel} />
        <input type="hidden" name="language" value={language} />
        <input type="hidden" name="shown" value={page.shown} />
        <input type="hidden" name="ticket" value={unusedTicket(answer) ?? page.ticket} />
        <input type="hidden" name="altcha" defaultValue="" />
        <div className="trap" aria-hidden="true">
          <label>
            {words.leaveEmpty}
            <input name="website" tabIndex={-1} autoComplete="off" />
          </label>
        </div>
        <AddressField channel={channel} words={words} answer={answer} />
        <fieldset aria-describedby={notTicked ? 'purposes-error' : undefined}>
          <legend>{words.boxes}</legend>
          {page.boxes.map(({ purpose, description, wording }) => (
            <label className="agree" key={purpose}>
              <input
                type="checkbox"
                name="purposes"
                value={purpose}
                defaultChecked={ticked.has(purpose)}
                aria-invalid={notTicked ? true : undefined}
              />
              <span>
                <bdi>{wording}</bdi>
                {description ? (
                  <small>
                    <bdi>{description}</bdi>
                  </small>
                ) : null}
              </span>
            </label>
          ))}
        </fieldset>
        {notTicked ? (
          <p className="error" id="purposes-error">
            {notTicked}
          </p>
        ) : null}
        {page.privacyUrl ? (
          <p className="quiet">
            <a href={page.privacyUrl} target="_blank" rel="noreferrer">
              {words.privacy}
            </a>
          </p>
        ) : null}
        <button type="submit">{words.signUp.button}</button>
      </form>
    </>
  );
}

/** The fields that are checked before a ticket is used. */
const BEFORE_TICKET = ['address', 'purposes', 'shown'];

/**
 * Returns the ticket of a page that was refused before its ticket was used. It keeps its first time, so that a wrong
 * field makes nobody wait again.
 */
function unusedTicket(answer: FormAnswer | undefined): string | undefined {
  const unused = answer?.errors.every(
    ({ path, message }) =>
      BEFORE_TICKET.includes(path) || (path === 'ticket' && /too soon/.test(message)),
  );
  return unused && answer?.errors.length ? typedIn(answer, 'ticket') || undefined : undefined;
}

/** Shows an error that belongs to no single field. */
export function FormProblem({
  answer,
  words,
}: {
  answer: FormAnswer | undefined;
  words: PublicWords;
}) {
  const whole =
    problemWith(answer, 'shown', words) ??
    problemWith(answer, 'ticket', words) ??
    (answer?.status === 429 ? words.errors.tooMany : undefined) ??
    (answer?.status === 403 ? words.errors.site : undefined);
  return whole ? <PublicAlert>{whole}</PublicAlert> : null;
}

/** Links to opt out, and to other languages. */
export function SignUpFoot({
  page,
  words,
}: {
  page: Pick<FormPage, 'slug' | 'language' | 'languages' | 'channel'> & { embedded: boolean };
  words: PublicWords;
}) {
  const { slug, language, languages, channel, embedded } = page;
  return (
    <>
      <p>
        <a href={`/f/${slug}/opt-out?lang=${language}`}>{words.signUp.stop}</a>
        {' · '}
        <a href={`/f/${slug}/preferences?lang=${language}`}>{words.signUp.preferences}</a>
      </p>
      <LanguageLinks
        languages={languages}
        language={language}
        words={words}
        query={`&channel=${channel}${embedded ? '&embed=1' : ''}`}
      />
    </>
  );
}

export function LanguageLinks({
  languages,
  language,
  words,
  query = '',
}: {
  languages: readonly (keyof typeof WORDS)[];
  language: string;
  words: PublicWords;
  query?: string;
}) {
  return (
    <ChoiceLinks
      label={words.languageLabel}
      choices={languages.map((one) => ({
        to: `?lang=${one}${query}`,
        words: WORDS[one].name,
        current: one === language,
        lang: one,
      }))}
    />
  );
}
