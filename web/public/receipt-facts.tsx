import { wordsOf } from './words/index.ts';

type Shown = {
  consentReceiptID: string;
  collectionMethod: string;
  services: { purposes: { purpose: string }[] }[];
  record: {
    wording: string | null;
    statement: { action: string; captured_at: string; expires_at: string | null };
  };
  proof: { seal: { sealed_at: string } };
};

/** Shows the content of a receipt in plain words. */
export function ReceiptFacts({
  receipt,
  purpose,
  language,
  zone = 'UTC',
  to,
}: {
  receipt: Shown;
  /** The purpose's name in the page's language; by default the name in the receipt. */
  purpose?: string;
  language: string;
  /** The organization's time zone, where it is known. */
  zone?: string;
  to: string;
}) {
  const { receipt: words, preferences } = wordsOf(language);
  const { statement, wording } = receipt.record;
  const moment = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
    timeZoneName: 'short',
  });
  const at = (time: string): string => moment.format(new Date(time));
  const did =
    statement.action === 'grant' || statement.action === 'withdraw' ? statement.action : 'other';
  const by = Object.entries(preferences.by).find(([source]) => source === receipt.collectionMethod);
  return (
    <>
      <dl className="facts">
        <dt>{words.did[did]}</dt>
        <dd dir="auto">{purpose ?? receipt.services[0]?.purposes[0]?.purpose}</dd>
        <dt>{words.address}</dt>
        <dd>{to}</dd>
        <dt>{words.when}</dt>
        <dd>{at(statement.captured_at)}</dd>
        {by ? (
          <>
            <dt>{words.how}</dt>
            <dd>{by[1]}</dd>
          </>
        ) : null}
        {statement.expires_at ? (
          <>
            <dt>{words.ends}</dt>
            <dd>{at(statement.expires_at)}</dd>
          </>
        ) : null}
        <dt>{words.number}</dt>
        <dd className="mono">{receipt.consentReceiptID}</dd>
      </dl>
      {wording ? (
        <>
          <p className="quiet">{words.words}</p>
          <blockquote dir="auto">{wording}</blockquote>
        </>
      ) : null}
      <p className="quiet">{words.sealed(at(receipt.proof.seal.sealed_at))}</p>
    </>
  );
}
