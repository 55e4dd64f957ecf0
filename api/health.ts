import { Router } from '@koa/router';

/** Checks one component; throws when it does not work. */
export type Probe = () => Promise<void>;

const PATIENCE = 2_000;

/**
 * Serves `GET /health` without a credential: `{status, version, components}`, and 503 when a component is down.
 * @param probes by component name
 */
export function health(version: string, probes: Record<string, Probe>): Router {
  const router = new Router();
  router.get(['/health', '/api/v1/health'], async (ctx) => {
    const entries = await Promise.all(
      Object.entries(probes).map(async ([name, probe]) => [name, await ask(probe)] as const),
    );
    const healthy = entries.every(([, state]) => state === 'up');
    ctx.body = {
      status: healthy ? 'ok' : 'degraded',
      version,
      components: Object.fromEntries(entries.map(([name, status]) => [name, { status }])),
    };
    ctx.status = healthy ? 200 : 503;
    ctx.set('Cache-Control', 'no-store');
    if (!healthy) ctx.set('Retry-After', '5');
  });
  return router;
}

async function ask(probe: Probe): Promise<'up' | 'down'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'down'>((done) => {
    timer = setTimeout(() => done('down'), PATIENCE);
  });
  const answer = probe().then(
    () => 'up' as const,
    () => 'down' as const,
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
