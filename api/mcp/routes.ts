import { Router } from '@koa/router';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
import type { Context as KoaContext } from 'koa';
import { AppError, isKind } from '#lib/errors.ts';
import { addLogContext } from '#lib/logger.ts';
import type { Authenticate } from '../http.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { isOwnOrigin } from '../own-hosts.ts';
import { faultOf, type Fault } from './faults.ts';
import { mcpServer, type McpDeps } from './server.ts';

const PATH = '/mcp';
/** What the transport reads of a request. */
const HEADERS = ['accept', 'content-type', 'mcp-protocol-version', 'mcp-session-id'] as const;

/**
 * Serves the read-only operations as tools of the Model Context Protocol, over streamable HTTP. There are no sessions:
 * each POST carries its key and is answered by itself, in JSON, by any process.
 */
export function mcpRoutes(deps: McpDeps, authenticate: Authenticate, publicUrl: string): Router {
  const router = new Router();
  router.use(PATH, (http, next) => {
    requireOwnOrigin(http, publicUrl);
    return next();
  });
  router.post(PATH, async (http) => {
    const caller = await keyHolder(http, authenticate);
    addLogContext({ tenant_id: caller.tenantId });
    const body = await message(http);
    if (body === undefined) return;
    const server = mcpServer(deps, caller);
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    try {
      await server.connect(transport);
      const headers = HEADERS.flatMap((name): [string, string][] =>
        http.get(name) ? [[name, http.get(name)]] : [],
      );
      const request = new Request(new URL(PATH, publicUrl), { method: 'POST', headers });
      await send(http, await transport.handleRequest(request, { parsedBody: body }));
    } finally {
      await server.close();
    }
  });
  return router;
}

/**
 * Refuses foreign pages, as the protocol demands: a name that was pointed at this machine (DNS rebinding) sends its
 * own Origin. Programs send none.
 * @throws {AppError} forbidden
 */
function requireOwnOrigin(http: KoaContext, publicUrl: string): void {
  const origin = http.get('origin');
  if (origin && !isOwnOrigin(http, publicUrl, origin)) {
    throw new AppError('forbidden', 'Pages of other sites may not use this address');
  }
}

/** @throws {AppError} unauthenticated: a cookie does not count here */
function keyHolder(http: KoaContext, authenticate: Authenticate): ReturnType<Authenticate> {
  if (http.get('authorization')) return authenticate(http);
  http.set('WWW-Authenticate', 'Bearer realm="Assent"');
  throw new AppError('unauthenticated', 'Send an API key: Authorization: Bearer ask_…');
}

/** Reads one message; answers with an error of JSON-RPC and returns undefined where there is none. */
async function message(http: KoaContext): Promise<unknown> {
  let body: unknown;
  try {
    body = await jsonBody(http.req);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const code = isKind(error, 'malformed') ? ErrorCode.ParseError : ErrorCode.InvalidRequest;
    return refuse(http, { status: error.status, code, text: error.message });
  }
  const fault = faultOf(body);
  return fault ? refuse(http, fault) : body;
}

function refuse(http: KoaContext, { status, id, code, text }: Fault): undefined {
  http.body = { jsonrpc: '2.0', id: id ?? null, error: { code, message: text } };
  http.status = status;
}

async function send(http: KoaContext, response: Response): Promise<void> {
  const text = await response.text();
  http.body = text || null;
  http.status = response.status;
  http.set('Cache-Control', 'no-store');
  if (text) http.type = response.headers.get('content-type') ?? 'application/json';
}
