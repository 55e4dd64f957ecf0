import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { ActorType, Context, Services } from '../../context.ts';
import { decryptValue, forgiving } from '../../encryption/personal.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import type { Feature } from '../contract.ts';
import { contentAad, type MessageRow } from '../conversations/row.ts';
import { likeNamesIn, namesOf, peopleIn } from '../people/people-in.ts';
import { writtenAddresses } from '../people/written-addresses.ts';
import { placeholders, type Found, type Placeholders } from '../people/placeholders.ts';
import { asMaterial } from '../people/visible.ts';
import { promptOf } from '../prompt/prompt.ts';
import { taskNamed } from '../tasks/index.ts';
import { ownConnection } from '../quota/provider.ts';
import { quotaOf } from '../quota/row.ts';
import type { Asked, Turn } from './asked.ts';
import { takeAsked } from './kept.ts';

/** Turns that the model is reminded of: questions with their answers. */
const TURNS = 10;
/** Earlier questions that are summed up. */
const EARLIER = 20;

/**
 * Returns what the model is asked for an answer.
 * @returns null when there is no such answer to be written any more
 */
export async function askedFor(
  services: Services,
  ctx: Context,
  id: string,
): Promise<Asked | null> {
  const kept = takeAsked(services.db, id);
  if (kept) return kept;
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    // The reservation, which comes next, reaches the disk with everything before it.
    await trx.raw('set local synchronous_commit = off');
    const answer: MessageRow | undefined = await trx('assistant_messages')
      .where({ id, role: 'assistant' })
      .first();
    if (!answer) return null;
    const rows: MessageRow[] = await trx('assistant_messages')
      .where({ conversation_id: answer.conversation_id })
      .where('place', '<', answer.place)
      .orderBy('place', 'desc')
      .limit(2 * (TURNS + EARLIER) + 1);
    const said = rows.toReversed().map((row) => ({
      id: row.id,
      read: row.read_at !== null,
      role: row.role,
      content: asMaterial(decryptValue(forgiving(keys), contentAad(row), row.content_enc) ?? ''),
    }));
    const told = shortened(said.filter(({ content }) => content !== ''));
    const conversation: { task: string | null; feature: Feature } | undefined = await trx(
      'assistant_conversations',
    )
      .where({ id: answer.conversation_id })
      .first('task', 'feature');
    const use = conversation?.feature === 'widget' ? 'visitors' : taskNamed(conversation?.task ?? null); // prettier-ignore
    const prompt = await promptOf(trx, ctx, use);
    const call: AskerRow | undefined = await trx('assistant_calls')
      .where({ id })
      .first('sees_people', 'actor_type', 'actor_id', 'feature');
    if (!call) return null;
    const seesPeople = call.sees_people;
    const { found, inPrompt, contactIds } = await peopleInAll(trx, ctx, keys, {
      said: told,
      prompt: prompt.text,
      seesPeople,
    });
    // Who is named in the prompt is nothing that an answer to a question may tell.
    const asked = placeholders(found);
    const hidden = placeholders([...found, ...inPrompt]);
    const turns = told.map(({ role, content }): Turn => ({ role, content: asked.hide(content) }));
    await trx('assistant_messages').where({ id }).update({ prompt_version: prompt.version });
    const { answer_tokens } = await quotaOf(trx, ctx.tenantId);
    const kept = turns.slice(-(2 * TURNS + 1));
    return {
      system: withoutPeople(prompt.text, hidden),
      today: call.feature === 'chat' ? await todayIn(trx) : '',
      turns: kept,
      earlier: turns
        .slice(0, turns.length - kept.length)
        .flatMap(({ role, content }) => (role === 'user' ? [content] : [])),
      placeholders: hidden,
      contactIds,
      seesPeople,
      actor: { type: call.actor_type, id: call.actor_id },
      feature: call.feature,
      connection: await ownConnection(trx, keys),
      maxOutputTokens: answer_tokens,
    };
  });
}

/** Letters of the last turns that may fit into a prompt, and those of the beginning of an earlier one. */
const MOST_LETTERS = 60_000;
const BEGINNING = 400;

/** Of what cannot fit only the beginnings are read: looking for people takes time. Ends between two words. */
function shortened(told: readonly Said[]): Said[] {
  let letters = 0;
  const short = told.toReversed().map((one, i) => {
    letters += one.content.length;
    if (i === 0 || !one.read || letters <= MOST_LETTERS || one.content.length <= BEGINNING)
      return one;
    const beginning = one.content.slice(0, BEGINNING);
    return { ...one, content: `${beginning.slice(0, Math.max(0, beginning.lastIndexOf(' ')))}…` };
  });
  return short.toReversed();
}

type AskerRow = {
  sees_people: boolean;
  actor_type: ActorType;
  actor_id: string | null;
  feature: Feature;
};

async function todayIn(trx: Trx): Promise<string> {
  const tenant: { time_zone: string } | undefined = await trx('tenants').first('time_zone');
  const timeZone = tenant?.time_zone ?? 'UTC';
  const day = new Intl.DateTimeFormat('en-CA', { timeZone }).format(timeOf(trx));
  const weekday = new Intl.DateTimeFormat('en', { timeZone, weekday: 'long' }).format(timeOf(trx));
  return `Today is ${weekday}, ${day}.`;
}

type Said = { id: string; read: boolean; role: 'user' | 'assistant'; content: string };

/** The organization's own name, in the first line, stays. */
function withoutPeople(prompt: string, { hide }: Placeholders): string {
  const [first = '', ...rest] = prompt.split('\n');
  return [first, hide(rest.join('\n'))].join('\n');
}

type Texts = { said: readonly Said[]; prompt: string; seesPeople: boolean };

/**
 * Looks for people in what was not read yet, and remembers who is in it; of the rest it is known. Names are replaced
 * by the contacts there are if the asker may see those. Otherwise an answer would tell who is one.
 */
async function peopleInAll(
  trx: Trx,
  { tenantId }: Context,
  keys: TenantKeys,
  { said, prompt, seesPeople }: Texts,
): Promise<{ found: Found[]; inPrompt: Found[]; contactIds: string[] }> {
  const tenant: { country: string } | undefined = await trx('tenants').first('country');
  const country = tenant?.country ?? '';
  const found: Found[] = said.flatMap(({ content }) => writtenAddresses(content, country));
  for (const { id, content } of said.filter(({ read, role }) => !read && role === 'user')) {
    const people = await peopleIn(trx, keys, content, country);
    await noteMentions(trx, tenantId, id, people.contactIds);
    await trx('assistant_messages').where({ id }).update({ read_at: trx.fn.now() });
  }
  const known: { contact_id: string }[] = await trx('assistant_mentions')
    .whereRaw('message_id = any(?::uuid[])', [said.map(({ id }) => id)])
    .distinct('contact_id');
  const contactIds = known.map(({ contact_id }) => contact_id);
  const all = said.map(({ content }) => content).join('\n');
  found.push(
    ...(seesPeople ? await namesOf(trx, keys, contactIds, all) : said.flatMap(({ content }) => likeNamesIn(content))), // prettier-ignore
  );
  const words = prompt.slice(prompt.indexOf('\n'));
  // Whoever may write a part of the prompt need not be somebody who may see contacts.
  const inPrompt = seesPeople
    ? (await peopleIn(trx, keys, words, country)).found
    : [...writtenAddresses(words, country), ...likeNamesIn(words)];
  return { found, inPrompt, contactIds };
}

/** Notes which contacts are in a text, so that their copy and their erasure reach it. */
export async function noteMentions(
  trx: Trx,
  tenant_id: string,
  message_id: string,
  contactIds: readonly string[],
): Promise<void> {
  if (!contactIds.length) return;
  await trx('assistant_mentions')
    .insert(contactIds.map((contact_id) => ({ tenant_id, message_id, contact_id })))
    .onConflict(['tenant_id', 'message_id', 'contact_id'])
    .ignore();
}
