import { checkReceipt } from '#domain/receipts/check-receipt.ts';
import { checkSignedFile } from './check/signed-file.ts';

const HELP = `npm run receipt-check -- <receipt.json> [public key]

Checks a consent receipt offline: no database, no network, nothing of the organization that made it.
The public key is the organization's, from a place you trust; without it only the receipt's own is known.
Ends with 0 when it is genuine, 1 when it is not, 2 when it could not be checked.`;

await checkSignedFile({
  kind: 'receipt',
  help: HELP,
  check: checkReceipt,
  says: ({ receipt, says }) => {
    const { statement } = receipt.record;
    const [service] = receipt.services;
    return {
      lines: [
        `✔ ${service?.service}: ${statement.action} of ${service?.purposes[0]?.purpose} by ${statement.channel}`,
        `  ${receipt.piiPrincipalId}${says.address_proven ? '' : ' (masked: whose it is, is not shown)'}`,
        `  said ${statement.captured_at}, sealed ${says.sealed_at} as part of seal ${says.seal}`,
      ],
      key: receipt.publicKey,
    };
  },
});
