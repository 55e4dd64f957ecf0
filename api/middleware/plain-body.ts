import type { Middleware } from 'koa';
import { AppError } from '#lib/errors.ts';

/**
 * Refuses compressed bodies: a small one may decompress to any size, so our limits would not work. The answer says
 * what is accepted (RFC 9110 §12.5.3).
 */
export const plainBody: Middleware = async (http, next) => {
  const { headers } = http.req;
  const coded = [
    ...codings(http.get('content-encoding')).filter((one) => one !== 'identity'),
    ...codings(http.get('transfer-encoding')).filter((one) => one !== 'chunked'),
  ];
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(http.get('content-length')) > 0;
  if (coded.length && hasBody) {
    http.set('Accept-Encoding', 'identity');
    http.req.resume();
    throw new AppError(
      'unsupported_media_type',
      'Send the body as it is, without Content-Encoding',
    );
  }
  await next();
};

const codings = (header: string): string[] =>
  header
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
