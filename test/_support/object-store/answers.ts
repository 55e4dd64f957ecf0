import type { ServerResponse } from 'node:http';

/** Answers in S3's XML. */
export function xml(res: ServerResponse, body: string): void {
  res.setHeader('content-type', 'application/xml').end(`<?xml version="1.0"?>${body}`);
}

export function fail(res: ServerResponse, status: number, code: string): void {
  res.statusCode = status;
  xml(res, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
