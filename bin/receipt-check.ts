import { readFile } from 'node:fs/promises';
import { checkReceipt } from '#domain/consent/check-receipt.ts';

/*
 * Checks a consent receipt offline: no database, no network, nothing of the organisation that made it.
 *   npm run receipt-check -- receipt.json [public key]
 * The public key is the organisation's, from a place you trust; without it only the receipt's own is known.
 */
const [file, key] = process.argv.slice(2);
if (!file) {
  console.error('npm run receipt-check -- receipt.json [public key]');
  process.exit(2);
}
const given = await readFile(file, 'utf8')
  .then((text): unknown => JSON.parse(text))
  .catch((error: unknown) => {
    console.error(`✘ ${file} cannot be read: ${error instanceof Error ? error.message : ''}`);
    process.exit(2);
  });
const found = checkReceipt(given, key);
if (found.ok) {
  const { receipt, says } = found;
  const { statement } = receipt.record;
  const [service] = receipt.services;
  console.log(
    `✔ ${service?.service}: ${statement.action} of ${service?.purposes[0]?.purpose} by ${statement.channel}`,
  );
  console.log(
    `  ${receipt.piiPrincipalId}${says.address_proven ? '' : ' (masked: whose it is, is not shown)'}`,
  );
  console.log(
    `  said ${statement.captured_at}, sealed ${says.sealed_at} as part of seal ${says.seal}`,
  );
  console.log(
    `  signed by ${receipt.publicKey}${key ? '' : ' — compare it with the organisation’s'}`,
  );
} else {
  for (const problem of found.problems) console.log(`✘ This receipt ${problem}.`);
  process.exitCode = 1;
}
