import { createReadStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import type { Context, Services } from '#domain/context.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import { newId } from '#lib/ids.ts';
import { measure, type Usage } from './measure.ts';

export type ImportRun = {
  perSecond: number;
  /** From the start of the process to its last row, counting the rows included; without the upload. */
  seconds: number;
  worker: Usage;
  postgres: Usage;
};

/**
 * Imports a file through the real worker.
 * @param from.reached called with the number of imported rows, four times a second
 * @throws {Error} unless every row became a contact
 */
export async function runImport(
  services: Services,
  ctx: Context,
  path: string,
  people: number,
  from: { workerPid: number; postgresPid: number; reached?: (rows: number) => Promise<void> },
): Promise<ImportRun> {
  const file = await keepFile(services, ctx, newId(), createReadStream(path), 'people.csv');
  const worker = measure(from.workerPid);
  const postgres = measure(from.postgresPid);
  const started = Date.now();
  const { id } = await createImport(services, ctx, file, uploadOptions.parse({}));
  for (;;) {
    await sleep(250);
    const now = await services.db.withTenant(ctx, (trx) => trx('imports').where({ id }).first());
    await from.reached?.(now.rows_read);
    if (now.status === 'running') continue;
    const seconds = (now.finished_at.getTime() - started) / 1000;
    const used = await Promise.all([worker.stop(), postgres.stop()]);
    const { status, created, updated, failed, noted, failure } = now;
    if (status !== 'completed' || created !== people || updated || failed) {
      throw new Error(
        `not every row became a contact: ${JSON.stringify({ status, created, updated, failed, noted, failure })}`,
      );
    }
    const contacts = await services.db.withTenant(ctx, (trx) =>
      trx('contacts').count({ n: '*' }).first(),
    );
    if (contacts?.['n'] !== people) throw new Error(`${contacts?.['n']} contacts of ${people}`);
    return { perSecond: people / seconds, seconds, worker: used[0], postgres: used[1] };
  }
}
