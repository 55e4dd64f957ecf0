import { data } from '@remix-run/node';
import { Link, useLoaderData, useParams, type MetaFunction } from '@remix-run/react';
import { isolated } from '../public/isolated.ts';
import { ReceiptFacts } from '../public/receipt-facts.tsx';
import { Sheet } from '../public/sheet.tsx';
import { wordsOf } from '../public/words/index.ts';
import { visitorPage } from '../server/page.server.ts';

export const meta: MetaFunction = () => [
  { title: 'Receipt' },
  { name: 'robots', content: 'noindex' },
];

export const loader = visitorPage(async ({ publicPages, params, url }) => {
  const found = await publicPages.describeReceipt(String(params['token']), url.searchParams);
  if (!found) throw data({ message: 'This link does not work' }, { status: 404 });
  return found;
});

export default function ReceiptOfConsent() {
  const { organization, receipt, purpose, language } = useLoaderData<typeof loader>();
  const { token } = useParams();
  const words = wordsOf(language).receipt;
  return (
    <Sheet
      organization={organization}
      language={language}
      title={words.title}
      foot={
        <Link to={`/r/check?lang=${language}`} reloadDocument>
          {words.check}
        </Link>
      }
    >
      <ReceiptFacts
        receipt={receipt}
        purpose={purpose}
        language={language}
        zone={organization.time_zone}
        to={isolated(receipt.piiPrincipalId)}
      />
      <p>
        <a className="button" href={`/r/${token}/receipt.json`} download>
          {words.download}
        </a>
      </p>
      <p className="quiet">{words.downloadWords}</p>
    </Sheet>
  );
}
