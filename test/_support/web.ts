import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ExecutionContext } from 'ava';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { z } from 'zod';
import { httpServer } from '#api/http-server.ts';
import { createApi } from '#api/create.ts';
import { systemContext, type Context, type Services } from '#domain/context.ts';
import type { Processes } from '#domain/processes.ts';
import { remixHandler } from '#api/remix.ts';
import { tenantId } from '#lib/ids.ts';
import { loadConfig } from '#lib/config.ts';
import { createLogger, type Logger } from '#lib/logger.ts';
import { createTemporal } from '#temporal/client.ts';
import { randomAddress } from './identity.ts';
import { testServices } from './services.ts';

/** The browser on CI and on bare machines, without network traffic of its own. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
]; // prettier-ignore

export type WebTest = {
  url: string;
  services: Services;
  /** Opens a new browser window; errors of its pages fail the test. */
  open(options?: Parameters<import('playwright-core').Browser['newContext']>[0]): Promise<Page>;
  /** Opens an empty window signed in to a new organisation. */
  signedIn(options?: Parameters<import('playwright-core').Browser['newContext']>[0]): Promise<Page>;
};

/**
 * Starts the whole application with its pages on a free port, behind one trusted proxy (the test).
 * @param options.services services of another server, to run a second process beside it
 */
export async function servePages(
  t: ExecutionContext,
  options: {
    processes?: Processes;
    services?: Services;
    clock?: () => Date;
    folder?: string;
    /** The logger of both the API and the pages. */
    logger?: Logger;
  } = {},
): Promise<{ url: string; services: Services }> {
  const config = { ...loadConfig(), TRUSTED_PROXIES: 1 };
  const services = options.services ?? (await testServices(t, options));
  const temporal = createTemporal({
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    masterKey: config.masterKey,
  });
  const logger = options.logger ?? createLogger('test', process.env['LOG_LEVEL'] ?? 'silent');
  const { app, close } = createApi(
    config,
    { services, temporal, storagePing: async () => undefined, close: async () => undefined },
    {
      version: 'test',
      logger,
      web: (all) =>
        remixHandler(all, {
          logger,
          temporalUiUrl: config.temporalUiUrl,
          publicUrl: config.publicUrl,
        }),
    },
  );
  const server = httpServer(app.callback());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  t.teardown(async () => {
    server.closeAllConnections();
    server.close();
    await close();
    await temporal.close();
  });
  return { url: `http://127.0.0.1:${address.port}`, services };
}

/** Starts the application and a browser. */
export async function webTest(
  t: ExecutionContext,
  options: {
    services?: Services;
    processes?: Processes;
    clock?: () => Date;
    logger?: Logger;
  } = {},
): Promise<WebTest> {
  const { url, services } = await servePages(t, options);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: FLAGS,
    // libfaketime (npm run test:dates) keeps a browser busy for ever, and the browser's clock does not matter.
    env: { ...process.env, LD_PRELOAD: '' },
  });
  t.teardown(() => browser.close());
  const open: WebTest['open'] = async (options = {}) => {
    const context = await browser.newContext({ baseURL: url, ...options });
    await fromItsOwnAddress(context);
    const page = await context.newPage();
    context.setDefaultTimeout(120_000);
    await slowDown(page);
    const fail = failing(t);
    page.on('pageerror', (error) => fail(`the page threw: ${error.message}`));
    page.on('console', (line) => {
      if (/Content Security Policy|BLOCKED_BY_RESPONSE/.test(line.text())) fail(line.text());
    });
    t.teardown(async () => {
      if (!t.passed) t.log(`stood at ${page.url()}:`, (await textOf(page)).slice(0, 1500));
    });
    return page;
  };
  return {
    url,
    services,
    open,
    async signedIn(options) {
      const page = await open(options);
      // By a direct request: sign-up.long.test.ts tests the page.
      const answer = await page.request.post('/api/v1/auth/sign-up', {
        headers: { origin: url },
        data: {
          organization_name: 'Blossom & Sons',
          name: 'Ada',
          email: `ada-${randomUUID()}@example.com`,
          password: 'a long enough password',
        },
      });
      if (!answer.ok()) throw new Error(`sign-up: ${answer.status()} ${await answer.text()}`);
      return page;
    },
  };
}

/**
 * Returns a function that fails a test from an event. An assertion throws as well, which would end the whole file as an
 * uncaught exception. What a page says while the test closes it does not count.
 */
function failing(t: ExecutionContext): (message: string) => void {
  let over = false;
  t.teardown(() => {
    over = true;
  });
  return (message) => {
    if (over) return;
    try {
      t.fail(message);
    } catch {
      // The test has noted it.
    }
  };
}

const organization = z.object({ id: z.uuid() });

const textOf = (page: Page): Promise<string> =>
  page.locator('body').innerText({ timeout: 5_000 }).catch(String);

/** Returns the context of the organisation that is signed in at a page, to act behind the page. */
export async function contextOf(page: Page): Promise<Context> {
  const answer = await page.request.get('/api/v1/organizations/me');
  return systemContext(tenantId(organization.parse(await answer.json()).id), 'test');
}

/** Simulates a machine that is slower by the factor `THROTTLE`, so that speed-dependent faults appear here too. */
async function slowDown(page: Page): Promise<void> {
  const rate = Number(process.env['THROTTLE'] ?? 1);
  if (rate === 1) return;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate });
}

/** Saves screenshots of a page, wide and narrow, in the folder `SHOTS`, for people to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (!folder) return;
  const size = page.viewportSize();
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
  }
  if (size) await page.setViewportSize(size);
}

/** Gives each test its own address, so that limits by address do not interfere. */
const fromItsOwnAddress = (context: BrowserContext): Promise<void> =>
  context.setExtraHTTPHeaders({ 'x-forwarded-for': randomAddress() });

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Returns what is wrong with a page: axe's findings, and a page wider than its window. Frames with foreign mails are
 * left out: they run no scripts, so axe cannot inspect them.
 */
export async function faultsOf(page: Page): Promise<string[]> {
  const found: unknown = await page.evaluate(
    `${axe};axe.run(document, { iframes: false }).then((r) => r.violations.map((v) =>
       v.id + ' at ' + v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')))`,
  );
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  return [
    ...(Array.isArray(found) ? found.map(String) : ['axe did not answer']),
    ...(beyond > 0 ? [`wider than the window by ${beyond} px`] : []),
  ];
}
