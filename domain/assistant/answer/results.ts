import type { Context, Services } from '../../context.ts';
import { writtenAddresses } from '../people/written-addresses.ts';
import { likeNamesIn, peopleIn } from '../people/people-in.ts';
import { asMaterial } from '../people/visible.ts';
import type { Asked } from './asked.ts';

/** What a look-up found, as the model gets it, and which contacts are in it. */
export type Result = { content: string; contactIds: string[] };

const CUT =
  'This is only the beginning of it. Ask for fewer (limit), or for something more exact, to see the rest.';

/**
 * Returns what a look-up found without personal data: names and addresses are replaced as in a question, and put back in
 * the answer. What is longer than `most` bytes is cut, and says so.
 */
export async function hiddenResult(
  services: Services,
  ctx: Context,
  { placeholders, seesPeople }: Pick<Asked, 'placeholders' | 'seesPeople'>,
  answer: unknown,
  most: number,
): Promise<Result> {
  const { value, isCut } = shortened(answer, most);
  const texts = [...textsIn(value)];
  const keys = await services.keyring.keys(ctx);
  const contactIds = await services.db.withTenant(ctx, async (trx) => {
    const tenant: { country: string } | undefined = await trx('tenants').first('country');
    const text = texts.filter((one) => !PLAIN.test(one)).join('\n');
    const country = tenant?.country ?? '';
    const people = seesPeople
      ? await peopleIn(trx, keys, text, country)
      : { found: [...writtenAddresses(text, country), ...likeNamesIn(text)], contactIds: [] };
    placeholders.add(people.found);
    const ids = texts.filter((one) => UUID.test(one));
    const contacts: { id: string }[] = await trx('contacts')
      .whereRaw('id = any(?::uuid[])', [ids])
      .select('id');
    return [...new Set([...people.contactIds, ...contacts.map(({ id }) => id)])];
  });
  const content = JSON.stringify(mapped(value, placeholders.hide)) ?? 'null';
  return { content: isCut ? `${content}\n${CUT}` : content, contactIds };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Ids and times: digits that are no numbers of anybody. */
const PLAIN =
  /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d(?:T[\d:.]{5,15}(?:Z|[+-]\d\d:\d\d))?)$/i;

/** Leaves out what is null, and all that is beyond so many bytes. */
function shortened(answer: unknown, most: number): { value: unknown; isCut: boolean } {
  let left = most;
  let isCut = false;
  const spend = (bytes: number): boolean => {
    if (left < bytes) isCut = true;
    left -= bytes;
    return !isCut;
  };
  const copy = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const text = asMaterial(value);
      const most = Math.max(0, left);
      if (spend(Buffer.byteLength(text) + 3)) return text;
      return Buffer.from(text)
        .subarray(0, most)
        .toString()
        .replace(/\uFFFD$/, '');
    }
    if (value instanceof Date) return copy(value.toISOString());
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const one of value) {
        if (isCut || !spend(1)) break;
        items.push(copy(one));
      }
      return items;
    }
    if (typeof value === 'object' && value !== null) {
      const fields: [string, unknown][] = [];
      for (const [name, one] of Object.entries(value)) {
        if (one === null || one === undefined) continue;
        if (isCut || !spend(Buffer.byteLength(name) + 4)) break;
        fields.push([asMaterial(name), copy(one)]);
      }
      return Object.fromEntries(fields);
    }
    spend(8);
    return value;
  };
  const value = copy(answer);
  return { value, isCut };
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      if (!Array.isArray(value)) yield name;
      yield* textsIn(one);
    }
  }
}

function mapped(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return PLAIN.test(value) ? value : hide(value);
  if (Array.isArray(value)) return value.map((one: unknown) => mapped(one, hide));
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(entries.map(([name, one]) => [hide(name), mapped(one, hide)]));
}
