import type { Router } from '@koa/router';
import type Koa from 'koa';
import type { Middleware } from 'koa';
import { createSendTogether } from '#domain/messaging/send-together.ts';
import type { Config } from '#lib/config.ts';
import type { Logger } from '#lib/logger.ts';
import type { Runtime } from '#runtime/services.ts';
import { createPayloadCipher } from '#temporal/codec.ts';
import { createApp } from './app.ts';
import { auditExportPaths, auditExportRoutes } from './audit-export.ts';
import { codecPaths, codecRoutes } from './codec.ts';
import { devInbox } from './dev-inbox.ts';
import { createIdentity, type Identity } from './identity/create.ts';
import { invitationPaths, invitationRoutes } from './identity/invitation-routes.ts';
import { identityPaths } from './identity/paths.ts';
import { factorRoutes, identityRoutes } from './identity/routes.ts';
import { importPaths, importRoutes } from './imports-upload.ts';
import { mcpRoutes } from './mcp/routes.ts';
import { privacyDownloadPaths, privacyDownloads } from './privacy-downloads.ts';
import { suppressionPaths, suppressionRoutes } from './suppressions-csv.ts';
import type { ApiServices } from './operation.ts';
import { plainPaths } from './plain-paths.ts';
import { tracking, trackingPaths } from './tracking.ts';
import { createSns } from '#providers/sns/sns.ts';
import { emailEvents, readTopics } from './webhooks/email-events.ts';
import { emailInbound } from './webhooks/email-inbound.ts';
import { twilioWebhooks } from './webhooks/twilio.ts';
import { widgetPaths } from './widget/paths.ts';
import { widgetRoutes } from './widget/routes.ts';

export type ApiParts = { app: Koa; identity: Identity; close: () => Promise<void> };

/** Builds the whole API of one process from its configuration. `web` builds the pages, once the rest exists. */
export function createApi(
  config: Config,
  runtime: Runtime,
  options: {
    version: string;
    logger: Logger;
    web?: (services: ApiServices) => Middleware;
  },
): ApiParts {
  const identity = createIdentity({
    databaseUrl: config.DATABASE_URL,
    masterKey: config.masterKey,
    rootKey: config.rootKey,
    publicUrl: config.publicUrl,
    services: runtime.services,
    patienceMs: config.PATIENCE_MS,
    lost: (error) => options.logger.error({ err: error }, 'a failed sign-in was not recorded'),
  });
  const services: ApiServices = {
    ...runtime.services,
    identity,
    sendTogether: createSendTogether(runtime.services),
  };
  const links = tracking(services, options.logger);
  const temporalWeb = config.temporalUiUrl && new URL(config.temporalUiUrl).origin;
  const routers: Router[] = [
    links.router,
    identityRoutes(identity, config.publicUrl),
    factorRoutes(identity, config.publicUrl),
    invitationRoutes(identity, config.publicUrl),
    importRoutes(services, identity.authenticate),
    privacyDownloads(services, identity.authenticate),
    suppressionRoutes(services, identity.authenticate),
    auditExportRoutes(services, identity.authenticate),
    mcpRoutes(
      { services, logger: options.logger, version: options.version },
      identity.authenticate,
      config.publicUrl,
    ),
    codecRoutes({
      cipher: createPayloadCipher(config.rootKey),
      authenticate: (http) => identity.authenticate(http, temporalWeb ?? undefined),
      origin: temporalWeb,
    }),
    twilioWebhooks(services, { authToken: config.TWILIO_AUTH_TOKEN, publicUrl: config.publicUrl }),
    ...(config.INBOUND_MAIL_DOMAIN
      ? [emailInbound(services, { secret: config.INBOUND_MAIL_SECRET })]
      : []),
    emailEvents(services, {
      sns: createSns(),
      topics: readTopics(config.SES_TOPIC_ARNS),
      logger: options.logger,
    }),
    widgetRoutes(services, options.logger),
    ...(config.DEV_RECEIVERS_URL ? [devInbox(config.DEV_RECEIVERS_URL, config.publicUrl)] : []),
  ];
  const app = createApp({
    services,
    authenticate: identity.authenticate,
    logger: options.logger,
    version: options.version,
    trustedProxies: config.TRUSTED_PROXIES,
    probes: {
      database: () => services.db.ping(),
      temporal: () => services.processes.ping(),
      storage: runtime.storagePing,
    },
    routers,
    paths: [
      plainPaths,
      identityPaths,
      invitationPaths,
      importPaths,
      suppressionPaths,
      auditExportPaths,
      codecPaths,
      trackingPaths,
      privacyDownloadPaths,
      widgetPaths,
    ],
    ...(options.web ? { web: options.web(services) } : {}),
  });
  return {
    app,
    identity,
    close: async () => {
      await Promise.allSettled([links.close(), identity.close()]);
    },
  };
}
