import { useActionData, useLoaderData, type MetaFunction } from '@remix-run/react';
import { isolated } from '../public/isolated.ts';
import { ReceiptFacts } from '../public/receipt-facts.tsx';
import { Sheet } from '../public/sheet.tsx';
import { wordsOf } from '../public/words/index.ts';
import { text } from '../server/fields.server.ts';
import { visitorAct, visitorPage } from '../server/page.server.ts';

export const meta: MetaFunction = () => [{ title: 'Check a receipt' }];

const ASSENT = { name: 'Assent', color: '#0b6e4f' };

export const loader = visitorPage(async ({ publicPages, url }) => ({
  language: (await publicPages.checkReceipt('', url.searchParams)).language,
}));

export const action = visitorAct({ '': ['receipt'] }, async ({ publicPages, form, url }) => ({
  given: text(form, 'receipt') ?? '',
  found: await publicPages.checkReceipt(text(form, 'receipt') ?? '', url.searchParams),
}));

/** Checks a receipt for anybody who has one. */
export default function CheckReceipt() {
  const { language } = useLoaderData<typeof loader>();
  const said = useActionData<typeof action>();
  const words = wordsOf(language).receipt;
  const checked = said && 'found' in said ? said : undefined;
  const found = checked?.found;
  const title = found ? (found.ok ? words.good : words.bad) : words.check;
  return (
    <Sheet organization={ASSENT} language={language} title={title}>
      {found?.ok ? (
        <>
          <p>{words.goodWords(found.organization, isolated(found.receipt.publicKey))}</p>
          <ReceiptFacts
            receipt={found.receipt}
            language={language}
            zone={found.zone}
            to={isolated(found.receipt.piiPrincipalId)}
          />
        </>
      ) : null}
      {found && !found.ok ? <p role="alert">{words.badWords}</p> : null}
      <form method="post">
        <label htmlFor="receipt" className="name">
          {words.checkLabel}
        </label>
        <p className="quiet">{words.checkLead}</p>
        <textarea
          id="receipt"
          name="receipt"
          rows={8}
          dir="ltr"
          spellCheck={false}
          defaultValue={checked?.given}
        />
        <button type="submit">{words.checkButton}</button>
      </form>
    </Sheet>
  );
}
