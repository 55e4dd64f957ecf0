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
import { createDiskStorage } from '#providers/storage/disk.ts';
import { onClock } from './clock.ts';
import { testDatabase } from './database.ts';

/** Temporal left out: for tests of what happens before and beside a workflow. Starts nothing. */
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

/** Mail of an installation that has told nothing, in a DNS without a record. */
export const NO_MAIL: MailSettings = {
  dns: { txt: async () => [], mx: async () => [] },
  spfInclude: null,
  returnDomain: null,
};

/** Services on the shared test database, with files in a folder of their own, or the one given. */
export async function testServices(
  t: ExecutionContext,
  options: {
    processes?: Processes;
    max?: number;
    folder?: string;
    clock?: () => Date;
    mail?: MailSettings;
  } = {},
): Promise<Services> {
  const config = loadConfig();
  const processes = options.processes ?? noProcesses;
  const db = delivering(testDatabase(t, options.max), processes);
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'assent-test-')));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const services: Services = {
    db,
    // Limits hold over all tenants: each test counts by itself.
    keyring: createKeyring(db, config.masterKey, createSecretKey(randomBytes(32))),
    processes,
    files: createDiskStorage(folder),
    seals: createDiskStorage(join(folder, 'seals')),
    publicUrl: config.publicUrl,
    mail: options.mail ?? NO_MAIL,
  };
  return options.clock ? onClock(services, options.clock) : services;
}

/**
 * A caller with every permission, in a new tenant made for this test. Quiet hours are off unless asked for:
 * what a test sends must not depend on the hour it runs at.
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
