import { recordConfirmation } from '#domain/consent/confirmation.ts';
import { prepareLink } from '#domain/preferences/prepare-link.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { STATUS } from '../consent/confirm.ts';
import { handOver } from '../hand-over.ts';

export const createPreferenceActivities = (deps: ActivityDeps) => ({
  /** @returns whether it was handed over now */
  async sendPreferencesLink(input: ProcessInputs['preferences-link']): Promise<boolean> {
    const ctx = activityContext(input);
    const message = await prepareLink(deps.services, ctx, input);
    if (!message) return false;
    const outcome = await handOver(deps, {
      ...message,
      reference: { tenantId: ctx.tenantId, kind: 'message', id: message.messageId },
      headers: { 'Auto-Submitted': 'auto-replied' },
    });
    await recordConfirmation(deps.services, ctx, message.messageId, {
      status: STATUS[outcome.status],
      code: 'code' in outcome ? outcome.code : null,
      providerMessageId: outcome.status === 'accepted' ? outcome.providerMessageId : null,
    });
    return outcome.status === 'accepted';
  },
});
export type PreferenceActivities = ReturnType<typeof createPreferenceActivities>;
