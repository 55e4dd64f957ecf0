import { deliverOverdue } from '#domain/process-outbox/overdue.ts';
import type { ActivityDeps } from '../deps.ts';
import { withHeartbeat } from '../heartbeat.ts';

export const createHousekeepingActivities = ({ services }: ActivityDeps) => ({
  /**
   * Delivers until nothing more arrives; one look is bounded.
   * @returns how many starts and signals arrived
   */
  deliverOverdue: (): Promise<number> =>
    withHeartbeat<number, number>(async (progress) => {
      let all = 0;
      for (let arrived = 1; arrived > 0; all += arrived) {
        progress(all);
        arrived = await deliverOverdue(services);
      }
      return all;
    }),
});
export type HousekeepingActivities = ReturnType<typeof createHousekeepingActivities>;
