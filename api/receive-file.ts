import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { AppError, invalidField } from '#lib/errors.ts';

/** Space for the small fields and the part headers beside the file, in bytes. */
const BESIDE = 1024 * 1024;

export type Keep<T> = {
  /** Size limit of the file, in bytes; a larger body is refused whatever is in it. */
  limit: number;
  /** @param name the file name from the client; empty when it sends none */
  keep: (content: AsyncIterable<Buffer>, name: string) => Promise<T>;
  /** Removes the stored file when the rest of the body turns out to be broken. */
  discard: (kept: T) => Promise<void>;
  /** Called for each text field as it arrives, so that a file can be refused early. */
  onField?: (name: string, value: string) => void;
};

/**
 * Reads a multipart body: the file in the field `file`, stored while it streams in, and small text fields. Nothing is
 * dropped silently: a second file, a repeated, long or further field is refused.
 * @throws {AppError} unsupported_media_type, malformed, too_large, invalid (`file`), or what `keep` throws
 */
export async function receiveFile<T>(
  req: IncomingMessage,
  { limit, keep, discard, onField }: Keep<T>,
): Promise<{ file: T; fields: Record<string, string> }> {
  const type = req.headers['content-type'] ?? '';
  if (!/^multipart\/form-data;/i.test(type)) {
    throw new AppError('unsupported_media_type', 'Send multipart/form-data with a field `file`');
  }
  if (Number(req.headers['content-length']) > limit + BESIDE) throw tooLarge();
  const parser = multipart({ ...req.headers, 'content-type': type });
  const fields = new Map<string, string>();
  let kept: Promise<T> | undefined;
  let file: Readable | undefined;
  let broken: AppError | undefined;

  await new Promise<void>((done) => {
    const fail = (error: AppError): void => {
      broken ??= error;
      done();
    };
    const cutOff = (cause: unknown): void =>
      fail(new AppError('malformed', 'The multipart body ends too early', { cause }));
    let read = 0;
    req.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read > limit + BESIDE) fail(tooLarge());
    });
    req.once('close', () => {
      if (!req.complete) cutOff(new Error('the client hung up'));
    });
    parser.on('filesLimit', () => fail(invalidField('file', 'is more than one file: send one')));
    parser.on('fieldsLimit', () => fail(invalidField('file', 'has too many fields beside it')));
    parser.on('field', (name, value, _nameCut, valueCut) => {
      if (fields.has(name)) return fail(invalidField(name, 'is given more than once'));
      if (valueCut) return fail(invalidField(name, 'is longer than 256 kB'));
      fields.set(name, String(value));
      onField?.(name, String(value));
    });
    parser.on('file', (name, stream, fileName: unknown) => {
      // The parser or `keep` reports the error; without a listener an error here would end the process.
      stream.on('error', () => undefined);
      if (name !== 'file') {
        stream.resume();
        return;
      }
      file = stream;
      kept = keep(stream, typeof fileName === 'string' ? fileName : '');
      // Once `keep` refuses the file, the rest need not be read.
      kept.catch(() => done());
    });
    parser.on('error', cutOff);
    parser.once('finish', done);
    req.pipe(parser);
  });
  req.unpipe(parser);
  req.resume();

  if (broken) {
    file?.destroy(broken);
    await kept?.then(discard, () => undefined);
    throw broken;
  }
  if (!kept) throw invalidField('file', 'is missing');
  return { file: await kept, fields: Object.fromEntries(fields) };
}

const tooLarge = (): AppError => new AppError('too_large', 'The file is larger than 100 MB');

function multipart(headers: BusboyHeaders) {
  try {
    return new Busboy({ headers, limits: { files: 1, fields: 20, fieldSize: 256 * 1024 } });
  } catch (cause) {
    throw new AppError('malformed', 'The multipart body cannot be read', { cause });
  }
}
