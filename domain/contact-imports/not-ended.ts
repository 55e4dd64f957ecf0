import { conflict } from '#lib/errors.ts';
import type { ContactImport } from '#models/import.ts';

/** Checks that a file can be read again. @throws AppError conflict when it was imported or canceled */
export function assertNotEnded({ status, dry_run }: ContactImport): void {
  if (status === 'completed' && !dry_run) throw conflict('This file has been imported');
  if (status === 'canceled') throw conflict('This import was canceled; upload the file again');
}
