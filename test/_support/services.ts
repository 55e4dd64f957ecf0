import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Context, MailSettings, Services } from '#domain/context.ts';
import { PERMISSIONS } from '#domain/permissions.ts';
import { delivering } from '#domain/process-outbox/delivering.ts';
import type { Processes } from '#domain/processes.ts';
import { createKeyring } from '#domain/keyring/keyring.ts';
import { provisionTenant } from '#domain/organizations/provision.ts';
import { loadConfig } from '#lib/config.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { priceOf } from '#providers/assistant/prices.ts';
import { createDiskStorage } from '#providers/storage/disk.ts';
import { onClock } from './clock.ts';
import { testDatabase } from './database.ts';

/** Processes without Temporal, for tests of what happens before and beside a workflow. Starts nothing. */
export const noProcesses: Processes = {
  start: async () => undefined,
  signal: async () => true,
  describe: async () => null,
  standing: async () => null,
  list: async () => ({ found: [], next: null }),
  everyDay: async () => undefined,
  cancel: async () => undefined,
  forget: async () => false,
  ping: async () => undefined,
};

/** Mail settings of an unconfigured installation, with an empty DNS. */
export const NO_MAIL: MailSettings = {
  dns: { txt: async () => [], mx: async () => [] },
  spfInclude: null,
  returnDomain: null,
};

/** Creates services on the shared test database, with files in a new folder, or in the given one. */
export async function testServices(
  t: ExecutionContext,
  options: {
    processes?: Processes;
    max?: number;
    patienceMs?: number;
    folder?: string;
    clock?: () => Date;
    mail?: MailSettings;
  } = {},
): Promise<Services> {
  const config = loadConfig();
  const processes = options.processes ?? noProcesses;
  const db = delivering(testDatabase(t, options.max, options.patienceMs), processes);
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'assent-test-')));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const services: Services = {
    db,
    // Limits count across all tenants; a key of its own gives each test its own counters.
    keyring: createKeyring(db, config.masterKey, createSecretKey(randomBytes(32))),
    processes,
    hasPrice: (model) => priceOf(model) !== undefined,
    files: createDiskStorage(folder),
    seals: createDiskStorage(join(folder, 'seals')),
    publicUrl: config.publicUrl,
    mail: options.mail ?? NO_MAIL,
  };
  return options.clock ? onClock(services, options.clock) : services;
}

/**
 * Creates a caller with every permission, in a new tenant. Quiet hours are off unless requested: a test must not
 * depend on the hour it runs at.
 */
export async function testContext(
  services: Services,
  options: { quietHours?: boolean } = {},
): Promise<Context> {
  const id = tenantId(newId());
  await provisionTenant(services, {
    tenantId: id,
    name: 'Test organisation',
    slug: `t-${id}`,
    quietHours: options.quietHours ?? false,
  });
  return {
    tenantId: id,
    actor: { type: 'user', id: newId() },
    permissions: new Set(PERMISSIONS),
    requestId: newId(),
  };
}
