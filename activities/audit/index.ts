import type { ActivityDeps } from '../deps.ts';
import { createSealAudits } from './seal-audits.ts';

export const createAuditActivities = (deps: ActivityDeps) => ({
  sealAudits: createSealAudits(deps),
});
export type AuditActivities = ReturnType<typeof createAuditActivities>;
