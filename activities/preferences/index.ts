import { prepareLink } from '#domain/preferences/prepare-link.ts';
import type { ProcessInputs } from '#domain/processes.ts';
import { afterRest } from '../after-rest.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { sendOnce } from '../send-once.ts';

export const createPreferenceActivities = (deps: ActivityDeps) => ({
  /**
   * Sends the link if the address is known.
   * @returns whether it was handed over now
   */
  async sendPreferencesLink(input: ProcessInputs['preferences-link']): Promise<boolean> {
    const ctx = activityContext(input);
    const message = await afterRest(() => prepareLink(deps.services, ctx, input));
    return message ? sendOnce(deps, ctx, message, 'auto-replied') : false;
  },
});
export type PreferenceActivities = ReturnType<typeof createPreferenceActivities>;
