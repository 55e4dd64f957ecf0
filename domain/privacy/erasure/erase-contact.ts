import { recordAudit } from '../../audit/record.ts';
import { foldTallies } from '../../contacts/fold-tallies.ts';
import { destroyPersonKeys } from '../../encryption/person-keys.ts';
import { bidxs } from '../subject.ts';
import { eraseRequests } from './erase-requests.ts';
import { tally, type Erasing } from './step.ts';

/** Deletes the profile with its search tokens and blind indexes, and the person's earlier requests. */
export async function eraseContact(one: Erasing): Promise<void> {
  const { services, ctx, subject } = one;
  await services.db.withRetentionRole(ctx, async (trx) => {
    await eraseRequests(trx, one);
    const contacts: number = subject.contactId
      ? await trx('contacts').where({ id: subject.contactId }).delete()
      : 0;
    if (contacts && subject.contactId) {
      await foldTallies(trx);
      await recordAudit(trx, ctx, {
        action: 'contact.erased',
        entityType: 'contact',
        entityId: subject.contactId,
        detail: { erasure_id: one.erasureId },
      });
    }
    await tally(trx, one, { contacts });
  });
}

/**
 * Destroys the person's keys. Runs last, because a concurrent write may have made one. Values encrypted with them
 * cannot be decrypted any more.
 */
export async function destroyKeys(one: Erasing): Promise<void> {
  await one.services.db.withRetentionRole(one.ctx, async (trx) => {
    const person_keys = await destroyPersonKeys(trx, bidxs(one.subject));
    await tally(trx, one, { person_keys });
  });
}
