import { conflict } from '#lib/errors.ts';
import type { ContactImport } from '#models/import.ts';

/** @throws AppError conflict when the file cannot be read once more: it was imported, or somebody stopped it */
export function assertNotEnded({ status, dry_run }: ContactImport): void {
  if (status === 'completed' && !dry_run) throw conflict('This file has been imported');
  if (status === 'canceled') throw conflict('This import was canceled; upload the file again');
}
