import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../../context.ts';
import { decryptValue, forgiving } from '../../encryption/personal.ts';
import {
  contentAad,
  type MessageRow,
  type MessageStatus,
  type Reported,
} from '../conversations/row.ts';
import type { ProviderKind } from '../contract.ts';
import type { CallRow } from '../ledger/row.ts';
import { settle, type Settled, type Used } from '../ledger/settle.ts';
import { notify } from './notify.ts';
import { refusedUnused } from './failures.ts';

/** A call that is to be ended: how far it came. */
export type ToEnd = {
  provider: ProviderKind | null;
  model: string;
  /** What its requests used that are over; null: none is. */
  past: Used | null;
  failure: string | null;
  retryAfterS: number | null;
  reserved: { tokens: number; micros: number };
  /**
   * What the request used that was under way. `recorded`: with the answer; `counted`: to be counted here, from the
   * tokens of its prompt and what came of the answer; `none`: the provider did nothing.
   */
  use:
    | { is: 'recorded'; usage: Reported }
    | { is: 'counted'; prompt: number; content: string }
    | { is: 'none' };
};

/** An answer as whoever made the call knows it. */
export type Known = { content: string; usage: Reported | null; failure: string | null };

/**
 * Returns how far a call came that has not ended yet; null: there is nothing to end.
 * @param known counts where the answer itself is gone, because its conversation was deleted meanwhile
 */
export async function toEnd(
  services: Services,
  ctx: Context,
  id: string,
  known?: Known,
): Promise<ToEnd | null> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const call = await openCall(trx, id);
    if (!call) return null;
    const message: MessageRow | undefined = await trx('assistant_messages').where({ id }).first();
    const content = message
      ? (decryptValue(forgiving(keys), contentAad(message), message.content_enc) ?? '')
      : (known?.content ?? '');
    const usage = message ? message.usage : known?.usage;
    const failure = message?.failure ?? failureOf(call, message);
    const base = {
      provider: call.provider,
      model: call.model ?? '',
      past: pastOf(call),
      failure,
      retryAfterS: message?.retry_after_s ?? null,
      reserved: { tokens: call.reserved_tokens, micros: call.reserved_micros },
    };
    if (usage) return { ...base, use: { is: 'recorded', usage } };
    // A provider that was asked and did not refuse has read the prompt, and has written what there is.
    const prompt = call.prompt_tokens ?? call.reserved_tokens;
    const came = content.slice(call.said_before);
    const called =
      call.called_at !== null && !refusedUnused(message ? failure : (known?.failure ?? null));
    if (prompt === 0 || !(called || came)) return { ...base, use: { is: 'none' } };
    return { ...base, use: { is: 'counted', prompt, content: came } };
  });
}

const pastOf = (call: CallRow): Used | null =>
  call.rounds === 0
    ? null
    : {
        input: call.past_input,
        cachedInput: call.past_cached,
        output: call.past_output,
        micros: call.past_micros,
        reported: call.past_reported,
      };

const openCall = (trx: Trx, id: string): Promise<CallRow | undefined> =>
  trx('assistant_calls').where({ id }).whereIn('status', ['requested', 'reserved']).first();

/** Why a call has no recorded end: it was canceled, its worker died, or its conversation was deleted. */
function failureOf(call: CallRow, message: MessageRow | undefined): string | null {
  if (!message) return 'gone';
  // Recorded as whole.
  if (message.read_at) return null;
  return call.cancel_asked_at ? 'canceled' : 'lost';
}

/** Ends a call and its answer together: the reservation is settled, or released, and whoever follows learns it. */
export const endAnswer = (
  services: Services,
  ctx: Context,
  id: string,
  ending: { used: Used | null; failure: string | null; retryAfterS: number | null },
): Promise<Settled & { status: string }> =>
  services.db.withTenant(ctx, (trx) => endIn(trx, id, ending));

/** Does the same in the given transaction. */
export async function endIn(
  trx: Trx,
  id: string,
  { used, failure, retryAfterS }: { used: Used | null; failure: string | null; retryAfterS: number | null }, // prettier-ignore
): Promise<Settled & { status: string }> {
  const settled = await settle(trx, id, { used, failure, retryAfterS });
  // It could not even be decided about.
  await trx('assistant_calls')
    .where({ id, status: 'requested' })
    .update({ status: 'refused', refused_by: failure, ended_at: trx.raw('clock_timestamp()') });
  const ended: number = await trx('assistant_messages')
    .where({ id, status: 'answering' })
    .update({
      status: trx.raw(`case when content_enc is null then ? else ? end`, [
        statusOf(failure, false),
        statusOf(failure, true),
      ]),
      failure,
      looking: [],
      updated_at: trx.raw('clock_timestamp()'),
    });
  if (ended) await notify(trx, id);
  const row: { status: string } | undefined = await trx('assistant_calls').where({ id }).first('status'); // prettier-ignore
  return { ...settled, status: row?.status ?? 'gone' };
}

function statusOf(failure: string | null, hasContent: boolean): MessageStatus {
  if (failure === 'canceled') return 'canceled';
  if (failure === null) return 'done';
  return hasContent ? 'partial' : 'failed';
}
