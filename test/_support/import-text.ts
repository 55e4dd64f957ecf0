import { uploadOptions } from '#domain/contact-imports/contract.ts';
import { getImport } from '#domain/contact-imports/read.ts';
import { runImport } from '#domain/contact-imports/run.ts';
import { createImport } from '#domain/contact-imports/upload.ts';
import { keepFile } from '#domain/imports/keep-file.ts';
import type { Context, Services } from '#domain/context.ts';
import { newId } from '#lib/ids.ts';

/** The bytes of a file. */
export async function* bytes(text: string | Buffer): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** Uploads and runs a file of contacts. @returns its report */
export async function importText(
  services: Services,
  ctx: Context,
  text: string | Buffer,
  options: object = {},
) {
  const file = await keepFile(services, ctx, newId(), bytes(text));
  const made = await createImport(services, ctx, file, uploadOptions.parse(options));
  await runImport(services, ctx, made.id, () => undefined);
  return getImport(services, ctx, made.id);
}
