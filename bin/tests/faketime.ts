import { globSync } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';

const PLACES = [
  '/usr/lib/*/faketime/libfaketimeMT.so.1',
  '/usr/lib/faketime/libfaketimeMT.so.1',
  '/usr/local/lib/faketime/libfaketimeMT.so.1',
];

/**
 * Returns environment variables that move a process and its children to another time, by libfaketime. It uses an
 * offset instead of a fixed time, so that every process has the same clock. Time-outs keep real time.
 * @param at ISO 8601, to the minute, UTC
 * @throws {Error} when libfaketime is not installed
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

/**
 * Writes a program that starts another one with the true clock, even inside such an environment. With the moved clock
 * a Java machine takes ten times as long to start, longer than Temporal's SDK waits; the time-skipping server has its
 * own clock anyway.
 * @param at path of the new program
 */
export async function onTrueClock(program: string, at: string): Promise<string> {
  const quoted = `'${program.replaceAll("'", `'\\''`)}'`;
  await writeFile(at, `#!/bin/sh\nunset LD_PRELOAD\nexec ${quoted} "$@"\n`, { mode: 0o755 });
  return at;
}
