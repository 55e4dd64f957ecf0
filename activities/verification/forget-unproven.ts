import type { ProcessInputs } from '#domain/processes.ts';
import { forgotCopy, unprovenCopy } from '#domain/verification/unproven-copy.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

/**
 * Has the provider delete the text of an unproven sign-up of an erased person: the last copy of their number. Does
 * nothing for any other verification.
 * @throws {Error} when the provider cannot be asked
 */
export const createForgetUnproven =
  ({ services, sms }: ActivityDeps) =>
  async (input: ProcessInputs['verification']): Promise<void> => {
    if (!sms.forget) return;
    const ctx = activityContext(input);
    const copy = await unprovenCopy(services, ctx, input.id);
    if (!copy) return;
    await sms.forget(copy);
    await forgotCopy(services, ctx, input.id);
  };
