import { readFile } from 'node:fs/promises';
import test from 'ava';
import { LIMITS } from '#api/identity/limits.ts';

const NUMBERS: Record<number, string> = { 10: 'Ten' };
const said = ({ points, duration }: { points: number; duration: number }, what: string): string =>
  `${NUMBERS[points] ?? points} ${what} ${duration / 60} minutes`;

test('docs/identity.md names the limits of sign-in and sign-up as the code has them', async (t) => {
  const page = await readFile('docs/identity.md', 'utf8');
  for (const sentence of [
    said(LIMITS.loginPair, 'attempts in'),
    said(LIMITS.loginIp, 'in'),
    said(LIMITS.loginAccount, 'in'),
    said(LIMITS.signUpIp, 'sign-ups in'),
    said(LIMITS.resetIp, 'requests for a new password in'),
    said(LIMITS.resetAccount, 'in'),
    said(LIMITS.resetConfirmIp, 'uses of such a link in'),
  ]) {
    t.true(page.includes(sentence), sentence);
  }
});
