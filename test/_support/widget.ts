import type { ExecutionContext } from 'ava';
import { widgetRoutes } from '#api/widget/routes.ts';
import { createLogger } from '#lib/logger.ts';
import { testApi, type Answer, type TestApi, type TestTenant } from './api.ts';
import { assistantWorker, type RunningAssistant } from './running-assistant.ts';

export const SETTINGS = {
  active: true,
  origins: ['http://shop.localhost:8080'],
  greeting: '',
  knowledge: '',
  form_id: null,
  session_questions: 20,
  network_sessions: 1_000,
  session_tokens: 1_000_000,
  month_tokens: null,
};

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

export type RunningWidget = TestApi &
  Pick<RunningAssistant, 'model'> & {
    /** Creates an organization with a widget. @returns its name in addresses, and what calls its public API */
    shop(settings?: object): Promise<{ tenant: TestTenant; slug: string; visit: Call }>;
  };

/** Starts an API with the public routes of widgets, a worker and the stand-in for a model. */
export async function runningWidget(t: ExecutionContext): Promise<RunningWidget> {
  const { processes, run } = assistantWorker(t);
  const logger = createLogger('test', 'silent');
  const api = await testApi(t, { processes, max: 20, routers: (s) => [widgetRoutes(s, logger)] });
  const { model } = await run(api.services);
  return {
    ...api,
    model,
    async shop(settings = {}) {
      const tenant = await api.tenant();
      const put = await tenant.call('PUT', '/assistant/widget', { ...SETTINGS, ...settings });
      if (put.status !== 200) throw new Error(JSON.stringify(put.body));
      const slug = String(new URL(put.body.url).pathname.split('/').at(-1));
      return { tenant, slug, visit: caller(api.url, slug) };
    },
  };
}

/** Calls the public API of a widget. */
export const caller =
  (url: string, slug: string): Call =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}/api/v1/public/widgets/${slug}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text.startsWith('{') ? JSON.parse(text) : text,
      headers: response.headers,
    };
  };

/** Begins a session. @returns its header */
export async function session(visit: Call): Promise<{ authorization: string }> {
  const { body } = await visit('POST', '/sessions');
  return { authorization: `Bearer ${String(body.token)}` };
}
