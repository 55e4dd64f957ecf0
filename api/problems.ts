import { z } from 'zod';
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiResponseObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { ProblemFacts } from '#lib/errors.ts';
import { callUsage } from './schemas.ts';

const amount = <Tokens extends z.ZodType, Cost extends z.ZodType>(tokens: Tokens, cost: Cost) =>
  z.object({ tokens, cost: cost.describe('in US dollars') });

const facts = {
  reason: z.string().optional().describe('a code for the cause, where one status has several'),
  holds: z.array(z.uuid()).optional().describe('legal holds that prevent it'),
  contacts: z.array(z.uuid()).optional().describe('contacts whose person is being erased'),
  erasure_id: z.uuid().optional().describe('the erasure that is under way'),
  run_id: z.uuid().optional().describe('the run that is under way'),
  contact_id: z.uuid().optional().describe('the contact that already has the address'),
  invitation_id: z.uuid().optional().describe('the pending invitation of the same address'),
  call: z
    .object({
      conversation_id: z.uuid(),
      model: z.string().nullable(),
      usage: callUsage.nullable(),
      cost: z.string().nullable(),
    })
    .optional()
    .describe('the call to a language model that was paid for all the same'),
  limit: z
    .object({
      of: z.enum(['organization', 'user', 'conversation']),
      most: amount(z.int().nullable(), z.string().nullable()).describe('null: not limited'),
      used: amount(z.int(), z.string()),
      reserved: amount(z.int(), z.string()).describe('for answers that are being written'),
      left: amount(z.int().nullable(), z.string().nullable()),
      begins_again_at: z.iso.datetime(),
    })
    .optional()
    .describe('the limit of the assistant that leaves too little, and how much of it is used now'),
} satisfies Record<keyof ProblemFacts, z.ZodType>;

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    ...facts,
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

const DESCRIPTIONS = {
  400: 'Malformed: not JSON, not UTF-8, a header that cannot be read',
  401: 'No credential, or not a valid one',
  403: 'Not allowed',
  404: 'Not found, or not yours',
  409: 'Conflicts with the present state',
  412: 'Changed in the meantime (If-Match)',
  413: 'Larger than allowed, or with too many values',
  415: 'Content type not accepted',
  422: 'Some fields are not valid: see `errors`',
  429: 'Too many: see Retry-After',
  503: 'A service we depend on is unavailable: see Retry-After',
};
type Status = keyof typeof DESCRIPTIONS;

/** The properties of a request that decide by which statuses it can be refused. */
export type Refusable = {
  /** Needs no credential. */
  open: boolean;
  /** Changes something, or has a body. */
  writes: boolean;
  /** Takes ids. */
  names: boolean;
  /** Has a rate limit beyond the one for every request. */
  limited: boolean;
};

/** What a refusal means of one operation, with the values of its `reason`: added to what its status always means. */
export type Reasons = Partial<Record<Status, string>>;

const answer = (
  status: Status,
  page: boolean,
  reasons: Reasons = {},
): ZodOpenApiResponseObject => ({
  description: [DESCRIPTIONS[status], reasons[status]].filter(Boolean).join('. '),
  content: {
    'application/problem+json': { schema: problem },
    ...(page ? { 'text/html': {} } : {}),
  },
});

/** The answer of a public link that does not work: a page for a browser, the problem for others. */
export const problemOrPage = { 'application/problem+json': { schema: problem }, 'text/html': {} };

/** Returns the responses of the named refusals. */
export const problems = (...statuses: Status[]): ZodOpenApiResponsesObject =>
  Object.fromEntries(statuses.map((status) => [`${status}`, answer(status, false)]));

/** Returns the refusals that an operation of this kind can have. */
export function refusals(
  { open, writes, names, limited }: Refusable,
  { page = false, reasons }: { page?: boolean; reasons?: Reasons | undefined } = {},
): ZodOpenApiResponsesObject {
  const statuses: (Status | false)[] = [
    400,
    !open && 401,
    !open && 403,
    names && 404,
    !open && 409,
    writes && !open && 412,
    writes && 413,
    writes && 415,
    422,
    limited && 429,
    503,
  ];
  return Object.fromEntries(
    statuses.flatMap((status) => (status ? [[`${status}`, answer(status, page, reasons)]] : [])),
  );
}

/** Returns a hand-written operation with the refusals of its kind added to its own. */
export function withRefusals(
  method: string,
  path: string,
  operation: ZodOpenApiOperationObject,
): ZodOpenApiOperationObject {
  const page = Object.values(operation.responses).some(
    (one) => one && 'content' in one && one.content?.['text/html'],
  );
  const kind = refusals(
    {
      open: operation.security?.length === 0,
      writes: method !== 'get' && method !== 'options',
      names: path.includes('{'),
      limited: false,
    },
    { page },
  );
  const own = Object.entries(operation.responses).map(([status, one]) => {
    const bare = Number(status) >= 400 && one && !('content' in one) && !('$ref' in one);
    return [status, bare ? { ...answer(400, page), ...one } : one];
  });
  return { ...operation, responses: { ...kind, ...Object.fromEntries(own) } };
}
