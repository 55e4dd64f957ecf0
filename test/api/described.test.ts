import test from 'ava';
import type { Middleware } from 'koa';
import { z } from 'zod';
import { createApi } from '#api/create.ts';
import { loadConfig } from '#lib/config.ts';
import { createLogger } from '#lib/logger.ts';
import { createRuntime } from '#runtime/services.ts';
import { identityServer } from '../_support/identity.ts';

const withRouter = z.object({
  router: z.object({
    stack: z.array(
      z.object({
        path: z.union([z.string(), z.instanceof(RegExp)]),
        methods: z.array(z.string()),
      }),
    ),
  }),
});

/** Method and path of every route of the app, from its routers. */
const routes = (middleware: readonly Middleware[]): string[] =>
  middleware.flatMap((one) => {
    const found = withRouter.safeParse({ router: Reflect.get(one, 'router') });
    if (!found.success) return [];
    return found.data.router.stack.flatMap(({ path, methods }) =>
      methods
        .filter((method) => method !== 'HEAD')
        .map((method) => `${method} ${String(path).replaceAll(/:(\w+)/g, '{$1}')}`),
    );
  });

// Undescribed routes are not attacked by test/api/attacks.
test('every route below /api/v1 is in the OpenAPI document', async (t) => {
  const runtime = createRuntime(loadConfig(), 'test');
  const logger = createLogger('test', 'silent');
  const api = createApi(loadConfig(), runtime, { version: 'test', logger });
  t.teardown(() => Promise.all([api.close(), runtime.close()]));
  const all = routes(api.app.middleware).filter((route) => route.includes(' /api/v1/'));
  t.true(all.length > 30);
  const { url } = await identityServer(t);
  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(await (await fetch(`${url}/openapi.json`)).json());
  const missing = all.filter((route) => {
    const [method = '', path = ''] = route.split(' ');
    return !paths[path.replace(/\/$/, '')]?.[method.toLowerCase()];
  });
  t.deepEqual(missing, []);
});
