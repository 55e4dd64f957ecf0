import { readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Runtime } from '@temporalio/worker';
import { ensureRunning } from '#domain/process-outbox/ensure-running.ts';
import { recoverAll } from '#domain/recovery/recover.ts';
import { resumeAll } from '#domain/workflows/resume.ts';
import { ensureDaily } from '#domain/retention/ensure-daily.ts';
import { checkDomainsAgain } from '#domain/senders/check-again.ts';
import { ConfigError, loadConfig, type Config } from '#lib/config.ts';
import { createLogger, type Logger } from '#lib/logger.ts';
import { adapterFor } from '#providers/assistant/connect.ts';
import { priceOf } from '#providers/assistant/prices.ts';
import { countTextTokens, countTokens } from '#providers/assistant/tokens.ts';
import { createPipelinedEmail } from '#providers/email/pipelined.ts';
import { createTwilioSms } from '#providers/sms/twilio.ts';
import { withRootKey } from '#runtime/root-key.ts';
import { processorsOf } from '#runtime/processors.ts';
import { createRuntime } from '#runtime/services.ts';
import { QUEUES } from '#domain/process-table.contract.ts';
import { ensureSchedules } from '#temporal/schedules.ts';
import { ensureSearchAttributes } from '#temporal/search-attributes.ts';
import { createActivities } from '../activities/index.ts';
import { askersTools } from './askers-tools.ts';
import { bundleApart } from './bundle-apart.ts';
import { createWorkers, type Workers } from './create-workers.ts';
import { lastingFailures } from './lasting-failures.ts';
import { sdkDetails } from './sdk-line.ts';

/** Connections to Postgres: each lane of a campaign and the dispatcher use one while they claim. */
const CONNECTIONS = 15;
/** Interval of tasks that no workflow does, in milliseconds. */
const UPKEEP_MS = 10 * 60_000;

async function main(config: Config, logger: Logger): Promise<void> {
  installRuntime(logger);
  const runtime = createRuntime(config, 'worker', CONNECTIONS);
  const email = createPipelinedEmail({ url: config.SMTP_URL });
  const activities = createActivities({
    services: runtime.services,
    email,
    sms: createTwilioSms({
      accountSid: config.TWILIO_ACCOUNT_SID,
      authToken: config.TWILIO_AUTH_TOKEN,
      apiBase: config.TWILIO_API_BASE,
      from: config.TWILIO_FROM,
      statusCallback: ({ tenantId, kind, id }) =>
        `${config.publicUrl}/api/v1/webhooks/twilio/status?t=${tenantId}&k=${kind}&id=${id}`,
    }),
    mailFrom: config.MAIL_FROM,
    ...(config.dkim ? { dkim: config.dkim } : {}),
    smtpUrl: config.SMTP_URL,
    mailReturns: {
      domain: config.INBOUND_MAIL_DOMAIN ?? null,
      ses: config.SES_TOPIC_ARNS !== '',
    },
    processors: processorsOf(config),
    assistant: {
      installation: config.assistant && {
        connection: { ...config.assistant, internalAllowed: true },
        model: config.assistant.model,
      },
      internalAllowed: config.ASSENT_ENV !== 'production',
      adapterFor: (connection) => adapterFor(connection),
      countTokens,
      countTextTokens,
      priceOf,
      tools: askersTools(runtime.services),
    },
    logger,
  });
  const prebuilt = process.env['WORKFLOW_BUNDLE'];
  const bundle = prebuilt ? await readFile(prebuilt, 'utf8') : await bundleApart();

  const queues = QUEUES.filter((queue) => config.WORKER_QUEUES.split(',').includes(queue));
  if (!queues.includes('core')) stepBack();

  const ending = new AbortController();
  let current: Workers | undefined;
  const stop = (): void => {
    ending.abort();
    current?.shutdown();
  };
  // Without its parent process nobody would ever stop this process.
  process.once('disconnect', stop);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const upkeep = setInterval(() => {
    ensureDaily(runtime.services).catch((error: unknown) =>
      logger.error({ err: error }, 'could not start daily runs'),
    );
    checkDomainsAgain(runtime.services).catch((error: unknown) =>
      logger.error({ err: error }, 'could not check sending domains'),
    );
  }, UPKEEP_MS);

  // Temporal may start later than this process, or be away for a while; that is no reason to end.
  while (!ending.signal.aborted) {
    try {
      // Before any queue is polled: an older, restored database may not know who has withdrawn.
      const recovered = await recoverAll(runtime.services);
      if (recovered.length) {
        logger.warn({ organizations: recovered.length }, 'applied journals to a restored database');
      }
      await ensureSearchAttributes(runtime.temporal.client).catch((error: unknown) =>
        logger.warn({ err: error }, 'could not create the search attributes (docs/temporal.md)'),
      );
      await resumeAll(runtime.services);
      current = await createWorkers({
        address: config.TEMPORAL_ADDRESS,
        namespace: config.TEMPORAL_NAMESPACE,
        masterKey: config.rootKey,
        bundle,
        activities,
        aroundActivities: lastingFailures({ services: runtime.services, logger }),
        queues,
      });
      await ensureRunning(runtime.services.processes);
      await ensureSchedules(runtime.temporal.client);
      await ensureDaily(runtime.services);
      logger.info('worker ready');
      process.send?.('ready');
      if (!ending.signal.aborted) await current.run();
    } catch (error) {
      logger.error({ err: error }, 'worker stopped; trying again');
      if (!ending.signal.aborted) await sleep(2_000);
    }
  }
  clearInterval(upkeep);
  await email.close();
  await runtime.close();
  logger.info('worker ended');
}

/** Lets interactive work, which runs in another process, have the processor first. */
const stepBack = (): void => setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

/** Passes the SDK's log lines on, with the ids of what they are about, and without what could contain payloads. */
function installRuntime(logger: Logger): void {
  const line =
    (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') => (message: string, meta?: unknown) =>
      logger[level]({ sdk: true, ...sdkDetails(meta) }, message);
  Runtime.install({
    logger: {
      log: (level, message, meta) => line(LEVELS[level] ?? 'info')(message, meta),
      trace: line('trace'),
      debug: line('debug'),
      info: line('info'),
      warn: line('warn'),
      error: line('error'),
    },
    shutdownSignals: [],
  });
}

const LEVELS: Record<string, 'trace' | 'debug' | 'info' | 'warn' | 'error'> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

try {
  const config = loadConfig();
  const logger = createLogger('worker', config.LOG_LEVEL);
  await main(await withRootKey(config, logger), logger);
  process.exit(0);
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
