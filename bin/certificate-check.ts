import { checkCertificate } from '#domain/privacy/erasure/check-certificate.ts';
import { checkSignedFile } from './check/signed-file.ts';

const HELP = `npm run certificate-check -- <certificate.json> [public key]

Checks the certificate of an erasure offline: no database, no network, nothing of the organization that made it.
The public key is the organization's, from a place you trust; without it only the certificate's own is known.
Ends with 0 when it is genuine, 1 when it is not, 2 when it could not be checked.`;

await checkSignedFile({
  kind: 'certificate',
  help: HELP,
  check: checkCertificate,
  says: ({ certificate }) => {
    const { statement, proof, public_key } = certificate;
    const rows = Object.values(statement.erased).reduce((sum, n) => sum + n, 0);
    return {
      lines: [
        `✔ ${statement.organization}: erasure ${statement.certificate}, ${rows} things`,
        `  asked ${statement.asked_at}, completed ${statement.completed_at}`,
        `  sealed ${proof.seal.sealed_at} as part of seal ${proof.seal.number}`,
      ],
      key: public_key,
    };
  },
});
