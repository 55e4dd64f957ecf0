import type { ProcessInputs } from '#domain/processes.ts';
import {
  applyKind,
  finishRun,
  kindsLeft,
  type KindProgress,
} from '#domain/retention/advance-run.ts';
import type { RetentionKind } from '#domain/retention/kinds.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { createBeginRetention } from './begin-retention.ts';

type Run = ProcessInputs['retention'];

export const createRetentionActivities = ({ services }: Pick<ActivityDeps, 'services'>) => ({
  beginRetention: createBeginRetention({ services }),
  /** Returns the kinds that are not finished yet. */
  listKinds: (input: Run): Promise<RetentionKind[]> =>
    kindsLeft(services, activityContext(input), input.id),
  applyRetention: (input: Run & { kind: RetentionKind }): Promise<void> =>
    withHeartbeat<void, KindProgress>((progress) =>
      applyKind(services, activityContext(input), input.id, input.kind, progress),
    ),
  finishRetention: (input: Run): Promise<void> =>
    finishRun(services, activityContext(input), input.id),
});
export type RetentionActivities = ReturnType<typeof createRetentionActivities>;
