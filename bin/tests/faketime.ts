import { access } from 'node:fs/promises';
import { globSync } from 'node:fs';

const PLACES = [
  '/usr/lib/*/faketime/libfaketimeMT.so.1',
  '/usr/lib/faketime/libfaketimeMT.so.1',
  '/usr/local/lib/faketime/libfaketimeMT.so.1',
];

/**
 * What makes a process and all it starts live at another time: libfaketime, with a difference instead of a moment,
 * so that every process has the same clock. Time-outs keep real time.
 * @param at ISO 8601, to the minute, UTC
 * @throws Error when libfaketime is not installed
 */
export async function environmentAt(at: string): Promise<Record<string, string>> {
  const library = process.env['FAKETIME_LIBRARY'] ?? globSync(PLACES)[0];
  if (!library) throw new Error('libfaketime is missing: apt-get install faketime (Linux only)');
  await access(library);
  const seconds = Math.round((Date.parse(`${at}:00Z`) - Date.now()) / 1000);
  return {
    LD_PRELOAD: library,
    FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}s`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}
