import { ConfigError, loadConfig, type Config } from '#lib/config.ts';
import { createLogger, type Logger } from '#lib/logger.ts';
import { withRootKey } from '#runtime/root-key.ts';
import { createRuntime } from '#runtime/services.ts';
import { createApi } from './create.ts';
import { httpServer } from './http-server.ts';
import { remixHandler } from './remix.ts';
import { VERSION } from './version.ts';

/** How long running requests may continue after a stop, in milliseconds. */
const GRACE = 5_000;

async function main(config: Config, logger: Logger): Promise<void> {
  const runtime = createRuntime(config, 'api');
  const api = createApi(config, runtime, {
    version: VERSION,
    logger,
    web: (services) =>
      remixHandler(services, {
        logger,
        temporalUiUrl: namespaceUrl(config),
        publicUrl: config.publicUrl,
        ...(config.DEV_RECEIVERS_URL ? { receiversUrl: config.DEV_RECEIVERS_URL } : {}),
      }),
  });
  const server = httpServer(api.app.callback());
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(config.PORT, config.HOST, done);
  });
  logger.info({ port: config.PORT }, 'api ready');
  process.send?.('ready');

  let ending = false;
  const stop = (): void => {
    if (ending) return;
    ending = true;
    const forced = setTimeout(() => server.closeAllConnections(), GRACE);
    server.close(() => {
      clearTimeout(forced);
      // Closing the API still writes records, so the database closes last.
      void api
        .close()
        .then(() => runtime.close())
        .finally(() => process.exit(0));
    });
    server.closeIdleConnections();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Without its parent process nobody would ever stop this process.
  process.once('disconnect', stop);
}

/** Returns the address of our namespace in Temporal Web, if it is known. */
const namespaceUrl = ({ temporalUiUrl, TEMPORAL_NAMESPACE: namespace }: Config): string | null =>
  temporalUiUrl && new URL(`namespaces/${encodeURIComponent(namespace)}`, `${temporalUiUrl}/`).href;

try {
  const config = loadConfig();
  const logger = createLogger('api', config.LOG_LEVEL);
  await main(await withRootKey(config, logger), logger);
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
