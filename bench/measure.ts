import { readdir, readFile } from 'node:fs/promises';

/** CPU seconds since the start, and peak memory in megabytes (shared pages counted once). */
export type Usage = { cpuSeconds: number; peakMb: number };

/** Ticks of the kernel's process clock per second (`getconf CLK_TCK`; 100 on every Linux we know). */
const TICKS = 100;
const SAMPLE_MS = 1_000;

type Stat = { pid: number; parent: number; ticks: number; deadTicks: number };

/** Returns the memory of processes and their children, in megabytes (shared pages counted once). */
export async function memoryOf(pids: readonly number[]): Promise<number> {
  const sizes = await Promise.all((await family(pids)).map((one) => proportionalMb(one.pid)));
  return sizes.reduce((sum, mb) => sum + mb, 0);
}

/**
 * Watches processes and their children through /proc.
 * @returns `stop`, which returns their usage since the start
 */
export function measure(...pids: readonly number[]): { stop(): Promise<Usage> } {
  let peakMb = 0;
  const before = family(pids).then(cpu);
  const look = async (): Promise<void> => {
    peakMb = Math.max(peakMb, await memoryOf(pids));
  };
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }, SAMPLE_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
      await look();
      return { cpuSeconds: cpu(await family(pids)) - (await before), peakMb };
    },
  };
}

/** Sums the CPU time: running processes by their own time, ended ones by what their parent has reaped. */
const cpu = (members: readonly Stat[]): number =>
  members.reduce((sum, one) => sum + one.ticks + one.deadTicks, 0) / TICKS;

async function family(roots: readonly number[]): Promise<Stat[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = (await Promise.all(pids.map(stat))).flatMap((one) => one ?? []);
  const members = new Set(roots);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of stats) {
      if (members.has(parent) && !members.has(pid)) grown = Boolean(members.add(pid));
    }
  }
  return stats.filter((one) => members.has(one.pid));
}

/** proc(5): the fields after the name in brackets, which may contain spaces. */
async function stat(pid: number): Promise<Stat | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0, , , , , , , , , , user = 0, system = 0, deadUser = 0, deadSystem = 0] =
    fields;
  return text ? { pid, parent, ticks: user + system, deadTicks: deadUser + deadSystem } : null;
}

async function proportionalMb(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / 1024;
}
