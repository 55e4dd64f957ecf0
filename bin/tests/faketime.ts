import { globSync } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';

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

/**
 * A program that starts another one on the true clock, also inside such an environment. A Java machine takes ten times
 * as long to start in it, longer than Temporal's SDK waits; the time-skipping server has a clock of its own anyway.
 * @param at where to write it
 */
export async function onTrueClock(program: string, at: string): Promise<string> {
  const quoted = `'${program.replaceAll("'", `'\\''`)}'`;
  await writeFile(at, `#!/bin/sh\nunset LD_PRELOAD\nexec ${quoted} "$@"\n`, { mode: 0o755 });
  return at;
}
