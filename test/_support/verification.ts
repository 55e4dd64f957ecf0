import { prepareCode } from '#domain/verification/prepare-code.ts';
import { recordCodeHandOver } from '#domain/verification/record-hand-over.ts';
import type { TestApi, TestTenant } from './api.ts';

/** Does the step of the workflow's activity, and reads the code from the message. */
export async function receiveCode(
  api: Pick<TestApi, 'services'>,
  tenant: TestTenant,
  id: string,
  providerMessageId: string | null = null,
): Promise<string> {
  const step = await prepareCode(api.services, tenant.context, id);
  if (!step.due) throw new Error(`no code was due: ${step.stands.status}`);
  await recordCodeHandOver(api.services, tenant.context, id, {
    send: step.send,
    segments: step.segments,
    status: 'accepted',
    code: null,
    providerMessageId,
  });
  return /\b\d{6,8}\b/.exec(step.message.text)?.[0] ?? '';
}
