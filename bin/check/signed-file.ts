import { parseSavedJson } from '#lib/parse-saved-json.ts';
import { readFile } from 'node:fs/promises';
import { argumentsOf, checking, Unchecked } from './arguments.ts';

export type SignedFileCheck<Found> = {
  /** Name of the kind of file, such as `receipt`. */
  kind: string;
  help: string;
  /**
   * Checks a parsed file.
   * @param key the organization's public key, if it was given
   */
  check(
    given: unknown,
    key: string | undefined,
  ): ({ ok: true } & Found) | { ok: false; problems: string[] };
  /** Returns the content of a valid file, and the key it is signed with. */
  says(found: Found): { lines: string[]; key: string };
};

/**
 * Checks one signed JSON file offline: without database, network, or anything else from the organization that made
 * it.
 */
export const checkSignedFile = <Found>(one: SignedFileCheck<Found>): Promise<void> =>
  checking(async () => {
    const [file = '', key] = argumentsOf(one.help);
    // A typing error in the key must not make a valid file look forged.
    if (key !== undefined && !isPublicKey(key)) {
      throw new Unchecked(`✘ ${key} is no public key: 43 letters of base64url, 32 bytes`);
    }
    const found = one.check(await readJson(file), key);
    if (!found.ok) {
      for (const problem of found.problems) console.log(`✘ This ${one.kind} ${problem}.`);
      return false;
    }
    const { lines, key: signer } = one.says(found);
    for (const line of lines) console.log(line);
    console.log(`  signed by ${signer}${key ? '' : ' — compare it with the organization’s'}`);
    return true;
  });

const isPublicKey = (text: string): boolean =>
  /^[\w-]{43}$/.test(text) && Buffer.from(text, 'base64url').length === 32;

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new Unchecked(`✘ ${file} cannot be read: ${error.message}`);
  });
  try {
    return parseSavedJson(text);
  } catch {
    // The parser's message would quote the file.
    throw new Unchecked(`✘ ${file} is no JSON`);
  }
}
