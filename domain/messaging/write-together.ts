import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Purpose } from '#models/purpose.ts';
import type { PurposeName } from '../purposes/purpose-words.ts';
import { purposeNamed } from '../purposes/purposes.ts';
import type { Addressee } from '../contacts/find-people.ts';
import type { Context, Services } from '../context.ts';
import type { KeptAnswer } from '../idempotency/keep-answers.ts';
import type { OrganizationValues } from '../templates/variables.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { optOutLinks } from '../signed-links/links.ts';
import { chooseText, fillIn, type Text } from './compose.ts';
import type { SendRequest } from './contract.ts';
import type { Placing } from './enqueue.ts';
import type { MessageView } from './view.ts';

/** One call. `keep` makes the stored answer, for a call with an Idempotency-Key. */
export type Call = {
  ctx: Context;
  input: SendRequest;
  keep: { key: string; answer(view: MessageView): KeptAnswer } | null;
};

/** What the calls of one transaction share, read once. */
export type Shared = {
  now: Date;
  organization: OrganizationValues['variables'];
  purpose(ref: string): Promise<Purpose>;
  text(input: SendRequest, purpose: Purpose, locale: string | undefined): Promise<Text>;
};
/** A call with its text, before anything is decided. */
export type Written = {
  call: Call;
  purpose: Purpose;
  text: Text;
  message: Omit<Placing, 'gate' | 'outcome'>;
};
/** Prepares what the calls of one transaction share; each part is read at its first use. */
export function readShared(trx: Trx, organization: OrganizationValues): Shared {
  const purposes = new Map<string, Promise<Purpose>>();
  const texts = new Map<string, Promise<Text>>();
  return {
    now: timeOf(trx),
    organization: organization.variables,
    purpose: (ref) => once(purposes, ref, () => purposeNamed(trx, ref)),
    text: (input, purpose, locale) =>
      once(
        texts,
        JSON.stringify([
          input.template_id, input.template, input.channel, purpose.category, locale,
        ]), // prettier-ignore
        () => chooseText(trx, input, purpose, locale, organization.locale),
      ),
  };
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}

/** A call with its recipient and purpose. `agreed`: the purpose as the recipient agreed to it. */
export type Addressed = { call: Call; person: Addressee; purpose: Purpose; agreed: PurposeName };

/** Writes the text of a call. @throws AppError for an invalid call */
export async function write(
  services: Services,
  keys: TenantKeys,
  shared: Shared,
  { call, person, purpose, agreed }: Addressed,
): Promise<Written> {
  const { input } = call;
  const { tenantId } = call.ctx;
  const id = newId();
  const text = await shared.text(input, purpose, person.variables.locale);
  const rendered = fillIn(call.ctx, text, input, {
    purpose: agreed,
    contact: person.variables,
    organization: shared.organization,
    optOutLinks: optOutLinks(services.publicUrl, keys, { tenantId, messageId: id }),
  });
  return {
    call,
    purpose,
    text,
    message: {
      id,
      channel: input.channel,
      purposeId: purpose.id,
      contactId: person.contactId,
      addressBidx: person.addressBidx,
      templateVersionId: text.versionId,
      content: { ...rendered, to: person.address },
    },
  };
}
