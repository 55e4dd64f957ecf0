import type { PreferencesPage } from '../../api/client-types.ts';
import { FORM_LANGUAGES } from '../../domain/languages.contract.ts';
import { dayInWords } from '../../lib/zoned-day.ts';
import type { FormAnswer } from '../core/answer.ts';
import { CodeField, problemWith } from './public-field.tsx';
import { WORDS, type PublicWords } from './words/index.ts';

type Page = PreferencesPage;
type Part = { page: Page; words: PublicWords };

/** Formats a day by the organization's clock, by which it counts its days. */
export const dayOn = (
  { language, organization }: Pick<Page, 'language' | 'organization'>,
  at: Date | null,
): string => (at === null ? '' : dayInWords(language, organization.time_zone, at));

/** Shows what the person receives now, with a way out of each and of all. */
export function Received({ page, words }: Part) {
  const { preferences: own } = words;
  const on = page.preferences.filter(({ state }) => state === 'granted');
  return (
    <section>
      <h2>{own.on}</h2>
      {on.length ? (
        <ul className="plain">
          {on.map(({ key, name, since, expires }) => (
            <li key={key}>
              <span>
                <bdi>{name}</bdi>
                <small>
                  {own.states.granted(dayOn(page, since))}
                  {expires ? ` · ${own.until(dayOn(page, expires))}` : ''}
                </small>
              </span>
              <form method="post">
                <input type="hidden" name="purpose" value={key} />
                <button
                  className="plain small"
                  name="intent"
                  value="withdraw"
                  aria-label={own.stopOne(name)}
                >
                  {own.stop}
                </button>
              </form>
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">{own.nothing}</p>
      )}
      {page.preferences.every(({ state }) => state === 'withdrawn') ? null : (
        <form method="post">
          <button className="plain" name="intent" value="withdraw">
            {own.stopAll}
          </button>
        </form>
      )}
    </section>
  );
}

/** Shows what the person does not receive; it can be ticked and confirmed again. */
export function ComeBack({ page, words, answer }: Part & { answer: FormAnswer | undefined }) {
  const { preferences: own } = words;
  const off = page.preferences.filter(({ state }) => state !== 'granted');
  if (!off.length) return null;
  const notTicked = problemWith(answer, 'purposes', words);
  return (
    <section>
      <h2>{own.off}</h2>
      <form method="post">
        <input type="hidden" name="language" value={page.language} />
        <ul className="plain">
          {off.map(({ key, name, state, since }) => {
            const box = page.wordings.find(({ purpose }) => purpose === key);
            const status = own.states[state](dayOn(page, since));
            return (
              <li key={key}>
                <span>
                  <bdi>{name}</bdi>
                  <small>{status}</small>
                  {box ? (
                    <>
                      <input type="hidden" name="shown" value={box.shown} />
                      <label className="agree">
                        <input type="checkbox" name="purposes" value={key} />
                        <bdi>{box.wording}</bdi>
                      </label>
                    </>
                  ) : null}
                </span>
              </li>
            );
          })}
        </ul>
        {notTicked ? <p className="error">{notTicked}</p> : null}
        {page.wordings.length ? (
          <>
            <p className="quiet">{own.back}</p>
            <button name="intent" value="opt_in">
              {own.ask}
            </button>
          </>
        ) : null}
      </form>
    </section>
  );
}

/** Takes the code of the text or mail that was sent. */
export function EnterCode({
  id,
  channel,
  asks,
  words,
  answer,
}: {
  id: string;
  channel: 'sms' | 'email';
  /** The request about their data that the code proves; null: it proves an opt-in. */
  asks: string | null;
  words: PublicWords;
  answer: FormAnswer | undefined;
}) {
  const does = Object.entries(words.preferences.codeFor).find(([kind]) => kind === asks)?.[1];
  return (
    <form method="post" noValidate>
      {does ? <strong>{does}</strong> : null}
      <p>{words.preferences.code(channel === 'sms')}</p>
      <input type="hidden" name="id" value={id} />
      <CodeField words={words} answer={answer} />
      <button name="intent" value="check">
        {words.codeStep.button}
      </button>
    </form>
  );
}

/** Chooses the language of this page and of later messages. */
export function LanguageForm({ language, words }: { language: string; words: PublicWords }) {
  return (
    <section>
      <h2>{words.preferences.language}</h2>
      <form method="post" className="row">
        <input type="hidden" name="intent" value="language" />
        {FORM_LANGUAGES.map((one) => (
          <button
            key={one}
            className="plain small"
            name="language"
            value={one}
            lang={one}
            aria-pressed={one === language}
          >
            {WORDS[one].name}
          </button>
        ))}
      </form>
    </section>
  );
}

/** Shows what happened to this address in plain words, with the wording the person saw then. */
export function History({ page, words }: Part) {
  const { preferences: own } = words;
  if (!page.history.length) return null;
  const by = (source: string): string =>
    Object.entries(own.by).find(([key]) => key === source)?.[1] ?? '';
  const did = (action: string, purpose: string): string =>
    Object.entries(own.did).find(([key]) => key === action)?.[1](purpose) ?? purpose;
  return (
    <details>
      <summary>{own.history}</summary>
      <ol className="plain">
        {page.history.map(({ id, at, action, source, purpose, wording, receipt }) => (
          <li key={id}>
            <span>
              <bdi>{did(action, purpose)}</bdi>
              <small>
                {dayOn(page, at)} · {by(source)}
              </small>
              {wording ? (
                <small>
                  {own.saw} <q dir="auto">{wording}</q>
                </small>
              ) : null}
              {receipt ? (
                <small>
                  <a href={receipt}>{words.receipt.keep(purpose)}</a>
                </small>
              ) : null}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
