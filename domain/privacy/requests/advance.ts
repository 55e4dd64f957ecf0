import type { Context, Services } from '../../context.ts';
import { workflowId } from '../../processes.ts';
import type { RequestRow } from './row.ts';
import { requestStands } from './stands.ts';
import { tellPerson, type Tell } from './tell-person.ts';
import { watchMonth } from './watch-month.ts';

export type RequestProgress = { status: RequestRow['status']; waitMs: number };

const DAY_MS = 24 * 60 * 60_000;

/**
 * Does all due steps of a request in one call, for the retired workflow `privacyRequest`; workflows/privacy has the
 * current process.
 * @returns milliseconds to wait before the next step; 0 when it has ended
 * @throws SenderRests when the person is to be told just now
 */
export async function advanceRequest(
  services: Services,
  ctx: Context,
  id: string,
  tell: Tell,
): Promise<RequestProgress> {
  const next = await watchMonth(services, ctx, id);
  const request = await requestStands(services, ctx, id);
  if (!request) return { status: 'unproven', waitMs: 0 };
  const { status, kind, processId } = request;
  if (status === 'unproven') return { status, waitMs: request.codeEndsMs };
  await tellPerson(services, ctx, id, tell);
  if (status === 'under_way' && kind === 'erasure' && processId) {
    const process = workflowId('privacy-erasure', ctx.tenantId, processId);
    const input = { tenantId: ctx.tenantId, id: processId };
    await services.processes.start('privacy-erasure', process, input);
  }
  if (status === 'done' || status === 'refused') return { status, waitMs: 0 };
  return { status, waitMs: next ?? DAY_MS };
}
