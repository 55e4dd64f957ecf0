import type { PreferencesPage } from '../../api/client-types.ts';
import { dayOn } from './preferences.tsx';
import type { PublicWords } from './words/index.ts';

/** Requests a copy or an erasure, and shows what became of earlier requests. */
export function YourData({ page, words }: { page: PreferencesPage; words: PublicWords }) {
  const { data: own } = words.preferences;
  const { language, requests } = page;
  // A request under way cannot be made again.
  const runs = (kind: string): boolean =>
    requests.some(
      (one) => one.kind === kind && (one.status === 'open' || one.status === 'under_way'),
    );
  const wishes = [
    { kind: 'export', label: own.export, means: own.exportMeans },
    { kind: 'erasure', label: own.erasure, means: own.erasureMeans },
  ].filter(({ kind }) => !runs(kind));
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
                  {own.asked(dayOn(page, asked_at))}
                  {due_at && (status === 'open' || status === 'under_way')
                    ? ` · ${own.due(dayOn(page, due_at))}`
                    : ''}
                  {refusal ? ` · ${own.refusal[refusal]}` : ''}
                </small>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {wishes.length ? (
        <form method="post">
          <input type="hidden" name="intent" value="privacy" />
          <input type="hidden" name="language" value={language} />
          {wishes.map(({ kind, label, means }) => (
            <p key={kind}>
              <button className="plain small" name="kind" value={kind}>
                {label}
              </button>
              <small>{means}</small>
            </p>
          ))}
          <p className="quiet">{own.lead}</p>
        </form>
      ) : null}
    </section>
  );
}
