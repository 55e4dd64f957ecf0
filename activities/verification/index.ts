import type { ActivityDeps } from '../deps.ts';
import { createExpireVerification } from './expire-verification.ts';
import { createForgetUnproven } from './forget-unproven.ts';
import { createSendCode } from './send-code.ts';

export const createVerificationActivities = (deps: ActivityDeps) => ({
  sendCode: createSendCode(deps),
  expireVerification: createExpireVerification(deps),
  forgetUnproven: createForgetUnproven(deps),
});
export type VerificationActivities = ReturnType<typeof createVerificationActivities>;
