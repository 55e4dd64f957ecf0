import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { runImport } from '#domain/contact-imports/run.ts';
import { systemContext, type Context } from '#domain/context.ts';
import type { Permission } from '#domain/permissions.ts';
import type { Processes } from '#domain/processes.ts';
import { runSuppressionImport } from '#domain/suppressions/import/run.ts';
import { tenantId } from '#lib/ids.ts';
import { identityServer, type SignedUp } from './identity.ts';

/** Upload path for files of contacts. */
export const CONTACT_FILES = '/contacts/imports';
/** Upload path for files of blocked addresses. */
export const BLOCKED_FILES = '/suppressions/imports';

const worker = (of: SignedUp): Context => systemContext(tenantId(of.organization.id));

/** Starts the server with its own storage, an organization, and the worker's steps. */
export async function uploads(
  t: ExecutionContext,
  options: { scopes?: readonly Permission[]; processes?: Processes } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'assent-imports-'));
  const server = await identityServer(t, { ...options, folder });
  const owner = await server.signUp(options);
  return {
    server,
    owner,
    work: (id: string, of = owner) => runImport(server.services, worker(of), id, () => undefined),
    block: (id: string, of = owner) =>
      runSuppressionImport(server.services, worker(of), id, () => undefined),
    /** Returns the files in the storage, including those being written. */
    kept: async (): Promise<string[]> =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name),
  };
}

/** Returns a file and its fields as a form. */
export function csvForm(content: string | Blob, fields: Record<string, string> = {}): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.set(name, value);
  made.set('file', typeof content === 'string' ? new Blob([content]) : content, 'people.csv');
  return made;
}
