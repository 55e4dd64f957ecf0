import { advanceVerification, recordCodeHandOver } from '#domain/verification/advance.ts';
import type { TestApi, TestTenant } from './api.ts';

/** Does what the workflow's activity does, and reads the code out of the message. */
export async function receiveCode(api: TestApi, tenant: TestTenant, id: string): Promise<string> {
  const step = await advanceVerification(api.services, tenant.context, id);
  if (step.step !== 'send') throw new Error(`no code was due: ${step.step}`);
  await recordCodeHandOver(api.services, tenant.context, id, {
    send: step.send,
    status: 'accepted',
    code: null,
    providerMessageId: null,
  });
  return /\b\d{6,8}\b/.exec(step.message.text)?.[0] ?? '';
}
