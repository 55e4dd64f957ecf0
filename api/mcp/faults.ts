import {
  CallToolRequestSchema,
  ErrorCode,
  InitializeRequestSchema,
  JSONRPCMessageSchema,
  JSONRPCRequestSchema,
  ListToolsRequestSchema,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { checkInput } from '../input.ts';
import { badText } from '../middleware/text.ts';

/** Why a body is not accepted: an HTTP status and an error of JSON-RPC. */
export type Fault = { status: number; id?: RequestId; code: ErrorCode; text: string };

const REQUESTS = new Map<string, z.ZodType>([
  ['initialize', InitializeRequestSchema],
  ['tools/list', ListToolsRequestSchema],
  ['tools/call', CallToolRequestSchema],
]);

/** Returns what is wrong with a message, in words; the library would answer with its schemas' own report. */
export function faultOf(body: unknown): Fault | null {
  if (body === undefined) return malformed('The body is empty: send one message');
  if (Array.isArray(body)) {
    return malformed('Batches are no longer part of the protocol: send one message');
  }
  if (!JSONRPCMessageSchema.safeParse(body).success) {
    return malformed('This is no message of JSON-RPC 2.0');
  }
  const request = JSONRPCRequestSchema.safeParse(body);
  if (!request.success) return null;
  const { id, method, params } = request.data;
  // The library would drop such a field in silence. Other bad text is for the tool to say.
  const errors = badText(named(params)).filter(({ path }) => /(?:^|\.)__proto__$/.test(path));
  checkInput(REQUESTS.get(method), { method, params }, errors);
  if (!errors.length) return null;
  const text = errors.map((error) => `${error.path} ${error.message}`).join('; ');
  return { status: 200, id, code: ErrorCode.InvalidParams, text };
}

/** The arguments of a tool are named as the tool names them. */
const named = (params: unknown): unknown => {
  const given = toolArguments.safeParse(params);
  return given.success ? given.data.arguments : params;
};
const toolArguments = z.object({ arguments: z.unknown() });

const malformed = (text: string): Fault => ({ status: 400, code: ErrorCode.InvalidRequest, text });
