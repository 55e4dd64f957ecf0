import { prepareConfirmation, type ConfirmationCategory } from '#domain/opt-in/confirmation.ts';
import { afterRest } from '../after-rest.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { sendOnce } from '../send-once.ts';

/**
 * Sends the one confirmation of a consent event.
 * @returns whether one was handed over now
 */
export const createConfirm =
  (deps: ActivityDeps, category: ConfirmationCategory) =>
  async (input: { tenantId: string; id: string }): Promise<boolean> => {
    const ctx = activityContext(input);
    const message = await afterRest(() =>
      prepareConfirmation(deps.services, ctx, { id: input.id, category }),
    );
    return message ? sendOnce(deps, ctx, message, 'auto-generated') : false;
  };
