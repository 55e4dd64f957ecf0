import { data } from '@remix-run/node';
import { visitorPage } from '../server/page.server.ts';

/** Returns the receipt as a file that the person can keep. */
export const loader = visitorPage(async ({ publicPages, params, url }) => {
  const found = await publicPages.describeReceipt(String(params['token']), url.searchParams);
  if (!found) throw data({ message: 'This link does not work' }, { status: 404 });
  return new Response(`${JSON.stringify(found.receipt, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="consent-receipt-${found.receipt.consentReceiptID}.json"`,
      'cache-control': 'no-store',
    },
  });
});
