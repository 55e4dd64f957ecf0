import type { ActivityDeps } from '../deps.ts';
import { createAdvanceCohorts } from './advance-cohorts.ts';
import { createAdvanceCampaign } from './advance-campaign.ts';
import { createAdvanceOptIn } from './advance-opt-in.ts';
import { createAdvanceRetention } from './advance-retention.ts';
import { createAdvanceRotation } from './advance-rotation.ts';
import { createAdvanceReview } from './advance-review.ts';
import { createAdvanceErasure } from './advance-erasure.ts';
import { createAdvanceExport } from './advance-export.ts';
import { createAdvanceRequest } from './advance-request.ts';
import { createAdvanceVerification } from './advance-verification.ts';
import { createDispatchOutbox } from './dispatch-outbox.ts';
import { createImportContacts, createImportSuppressions } from './import-files.ts';
import { createReplayCampaign } from './replay-campaign.ts';

/** Creates the activities of workflows in workflows/retired; they stay until no history needs them. */
export const createRetiredActivities = (deps: ActivityDeps) => ({
  advanceCohorts: createAdvanceCohorts(deps),
  advanceCampaign: createAdvanceCampaign(deps),
  advanceOptIn: createAdvanceOptIn(deps),
  advanceRetention: createAdvanceRetention(deps),
  advanceRotation: createAdvanceRotation(deps),
  advanceReview: createAdvanceReview(deps),
  advanceErasure: createAdvanceErasure(deps),
  advanceExport: createAdvanceExport(deps),
  advanceRequest: createAdvanceRequest(deps),
  advanceVerification: createAdvanceVerification(deps),
  dispatchOutbox: createDispatchOutbox(deps),
  importContacts: createImportContacts(deps),
  importSuppressions: createImportSuppressions(deps),
  replayCampaign: createReplayCampaign(deps),
});
export type RetiredActivities = ReturnType<typeof createRetiredActivities>;
