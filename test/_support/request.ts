import type { Answer } from './api.ts';

/** Makes a JSON call below /api/v1. */
export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Sends a JSON request and reads the whole answer. A FormData body is sent as multipart. */
export async function request(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const form = body instanceof FormData;
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    // JSON Lines and CSV stay text.
    body:
      /[/+]json\b/.test(response.headers.get('content-type') ?? '') && text
        ? JSON.parse(text)
        : text,
    headers: response.headers,
  };
}
