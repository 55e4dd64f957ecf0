import { noteTold, softLimitNotice } from '#domain/assistant/notice.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { sendOwnMail } from '../own-mail.ts';

/**
 * Creates the activity that tells every owner by mail that the soft limit of a month is reached. A repeat after a
 * crash sends the same Message-ID, so that a mailbox shows one mail.
 */
export const createTellOwners =
  (deps: ActivityDeps) =>
  async (input: ProcessInputs['assistant-call']): Promise<{ told: number }> => {
    const ctx = activityContext(input);
    const notice = await softLimitNotice(deps.services, ctx, input.id);
    if (!notice) return { told: 0 };
    for (const owner of notice.owners) {
      await sendOwnMail(deps, {
        tenantId: ctx.tenantId,
        id: input.id,
        to: owner.email,
        messageId: `assistant-${notice.month}-${owner.id}`,
        words: notice.words,
      });
    }
    await noteTold(deps.services, ctx, input.id);
    return { told: notice.owners.length };
  };
