import type { Processes } from '#domain/processes.ts';
import { AppError } from '#lib/errors.ts';
import { noProcesses } from './services.ts';

/**
 * A simulated Temporal that fails whenever something is started or signaled while `away`, and else records what it
 * received.
 */
export function simulatedTemporal({ away }: { away: boolean }) {
  const state: { away: boolean; heard: string[] } = { away, heard: [] };
  const reach = async (what: string): Promise<true> => {
    if (state.away) throw new AppError('unavailable', 'away');
    state.heard.push(what);
    return true;
  };
  const processes: Processes = {
    ...noProcesses,
    start: async (_, id) => void (await reach(`start ${id}`)),
    signal: (id, signal) => reach(`${signal} ${id}`),
  };
  return { state, processes };
}

/** Returns what it received about one tenant: other tests' processes may be overdue too. */
export const heardOf = (tenantId: string, { heard }: { heard: string[] }): string[] =>
  heard.filter((what) => what.includes(tenantId));
