import type { PreferencesPage } from '../../api/client-types.ts';
import { dayIn } from './preferences.tsx';
import type { PublicWords } from './words/index.ts';

/** A copy of one's data, or its end; and what became of what was asked for. */
export function YourData({ page, words }: { page: PreferencesPage; words: PublicWords }) {
  const { data: own } = words.preferences;
  const { language, requests } = page;
  return (
    <section>
      <h2>{own.title}</h2>
      {requests.length ? (
        <ul className="plain">
          {requests.map(({ id, kind, status, asked_at, due_at, refusal }) => (
            <li key={id}>
              <span>
                {own.kind[kind]}: <strong>{own.status[status]}</strong>
                <small>
                  {own.asked(dayIn(language, asked_at))}
                  {due_at && (status === 'open' || status === 'under_way')
                    ? ` · ${own.due(dayIn(language, due_at))}`
                    : ''}
                  {refusal ? ` · ${own.refusal[refusal]}` : ''}
                </small>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <form method="post">
        <input type="hidden" name="intent" value="privacy" />
        <input type="hidden" name="language" value={language} />
        <p className="quiet">{own.lead}</p>
        <p className="row">
          <button className="plain small" name="kind" value="export">
            {own.export}
          </button>
          <button className="plain small" name="kind" value="erasure">
            {own.erasure}
          </button>
        </p>
        <p className="quiet">{own.erasureMeans}</p>
      </form>
    </section>
  );
}
