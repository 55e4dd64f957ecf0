import { readFile } from 'node:fs/promises';
import { checkCertificate } from '#domain/privacy/erasure/check-certificate.ts';

/*
 * Checks the certificate of an erasure offline: no database, no network.
 *   npm run certificate-check -- certificate.json [public key]
 * The public key is the organisation's, from a place you trust; without it only the certificate's own is known.
 */
const [file, key] = process.argv.slice(2);
if (!file) {
  console.error('npm run certificate-check -- certificate.json [public key]');
  process.exit(2);
}
const given = await readFile(file, 'utf8')
  .then((text): unknown => JSON.parse(text))
  .catch((error: unknown) => {
    console.error(`✘ ${file} cannot be read: ${error instanceof Error ? error.message : ''}`);
    process.exit(2);
  });
const found = checkCertificate(given, key);
if (found.ok) {
  const { statement, proof, public_key } = found.certificate;
  const rows = Object.values(statement.erased).reduce((sum, n) => sum + n, 0);
  console.log(`✔ ${statement.organization}: erasure ${statement.certificate}, ${rows} things`);
  console.log(`  asked ${statement.asked_at}, completed ${statement.completed_at}`);
  console.log(`  sealed ${proof.seal.sealed_at} as part of seal ${proof.seal.number}`);
  console.log(`  signed by ${public_key}${key ? '' : ' — compare it with the organisation’s'}`);
} else {
  for (const problem of found.problems) console.log(`✘ This certificate ${problem}.`);
  process.exitCode = 1;
}
