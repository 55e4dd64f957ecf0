import { PassThrough } from 'node:stream';
import {
  createReadableStreamFromReadable,
  type ActionFunctionArgs,
  type AppLoadContext,
  type EntryContext,
} from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import { renderToPipeableStream } from 'react-dom/server';
import { NonceContext } from './core/nonce.ts';

/** How long a render may wait for data, in milliseconds. */
export const streamTimeout = 10_000;

/** Renders the whole page before its first byte, so that an error still has its status. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remix: EntryContext,
  { nonce, failed }: AppLoadContext,
): Promise<Response> {
  return new Promise((done, fail) => {
    let code = status;
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={nonce}>
        <RemixServer context={remix} url={request.url} nonce={nonce} />
      </NonceContext.Provider>,
      {
        nonce,
        onAllReady() {
          const body = new PassThrough();
          headers.set('Content-Type', 'text/html; charset=utf-8');
          done(new Response(createReadableStreamFromReadable(body), { headers, status: code }));
          pipe(body);
        },
        onShellError: fail,
        onError(error) {
          code = 500;
          if (!request.signal.aborted) failed(error);
        },
      },
    );
    setTimeout(abort, streamTimeout + 1_000).unref();
  });
}

/** Logs unexpected errors of loaders and actions. A method that a page does not support is the client's error. */
export function handleError(error: unknown, { request, context }: ActionFunctionArgs): void {
  const asked = isRouteErrorResponse(error) && error.status < 500;
  if (!asked && !request.signal.aborted) context.failed(error);
}
