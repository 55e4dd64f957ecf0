import { createAssistantActivities } from './assistant/index.ts';
import { createAuditActivities } from './audit/index.ts';
import { createCampaignActivities } from './campaigns/index.ts';
import { createConsentActivities } from './consent/index.ts';
import { createContactActivities } from './contacts/index.ts';
import type { ActivityDeps } from './deps.ts';
import { createHousekeepingActivities } from './housekeeping/index.ts';
import { createIdentityActivities } from './identity/index.ts';
import { createKeyActivities } from './keys/index.ts';
import { createMessagingActivities } from './messaging/index.ts';
import { createPreferenceActivities } from './preferences/index.ts';
import { createPrivacyActivities } from './privacy/index.ts';
import { createRetentionActivities } from './retention/index.ts';
import { createRetiredActivities } from './retired/index.ts';
import { createReplayActivities } from './replays/index.ts';
import { createSuppressionActivities } from './suppressions/index.ts';
import { createVerificationActivities } from './verification/index.ts';

/** Creates every activity of Assent; each module adds one line. */
export const createActivities = (deps: ActivityDeps) => ({
  ...createAssistantActivities(deps),
  ...createAuditActivities(deps),
  ...createCampaignActivities(deps),
  ...createConsentActivities(deps),
  ...createContactActivities(deps),
  ...createHousekeepingActivities(deps),
  ...createIdentityActivities(deps),
  ...createKeyActivities(deps),
  ...createMessagingActivities(deps),
  ...createPreferenceActivities(deps),
  ...createPrivacyActivities(deps),
  ...createRetentionActivities(deps),
  ...createReplayActivities(deps),
  ...createRetiredActivities(deps),
  ...createSuppressionActivities(deps),
  ...createVerificationActivities(deps),
});
