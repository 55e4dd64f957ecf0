import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemContext } from '#domain/context.ts';
import { provisionTenant } from '#domain/organizations/provision.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { runBareImport, startWorker } from './children.ts';
import { figure, printFigures, type Figure } from './figures.ts';
import { runImport } from './import-run.ts';
import { measure } from './measure.ts';
import { writePeople } from './people-file.ts';
import { measured, startBench, teller, topStatements, type Stops } from './stack.ts';

/*
 * npm run bench:import [-- --rows 20000,100000] [--kill] [--statements] [--profile folder] [--json]
 * Imports CSV files of new people through the real worker: every value encrypted, blind indexes, search tokens, audit
 * rows; Postgres with synchronous commits, Temporal. Each file is for an organisation of its own. In turns with it,
 * the same file by a program that only parses it and writes plain rows. --kill ends the worker with SIGKILL twice
 * during each import, and starts another.
 */
const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '20000,100000' },
    kill: { type: 'boolean', default: false },
    statements: { type: 'boolean', default: false },
    /** Leaves a CPU profile of the worker in this folder. */
    profile: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const sizes = options.rows.split(',').map(Number);
if (!sizes.every((n) => Number.isInteger(n) && n > 0)) {
  console.error('--rows takes whole numbers, for example 20000,100000');
  process.exit(1);
}
const tell = teller(options.json);

async function main(stops: Stops): Promise<Figure[]> {
  tell('Starting Postgres, Temporal and a worker …');
  const bench = await startBench(stops, tell, { statements: options.statements });
  const { env, runtime, postgresPid, databaseUrl } = bench;
  const { services } = runtime;
  let worker = await startWorker(env, options.profile);
  stops.push(() => worker.stop());
  const idle = await measure(worker.pid).stop();

  const figures: Figure[] = [figure('worker.idle.memory', idle.peakMb, 'MB')];
  for (const rows of sizes) {
    const path = join(env['ASSENT_DATA_DIR'] ?? '', `people-${rows}.csv`);
    await writePeople(path, rows);
    const ctx = systemContext(tenantId(newId()), 'bench');
    await provisionTenant(services, { tenantId: ctx.tenantId, name: 'Bench', slug: `bench-${rows}` }); // prettier-ignore
    tell(`Importing ${rows.toLocaleString('en')} rows …`);
    if (options.statements) await topStatements(databaseUrl, 1);
    const kills = options.kill ? [0.3, 0.6] : [];
    const reached = async (read: number): Promise<void> => {
      if (kills[0] === undefined || read < rows * kills[0]) return;
      kills.shift();
      tell(`Killing the worker at row ${read.toLocaleString('en')} …`);
      worker.kill();
      worker = await startWorker(env, options.profile);
    };
    const run = await runImport(services, ctx, path, rows, { workerPid: worker.pid, postgresPid, reached }); // prettier-ignore
    if (options.statements) {
      for (const line of await topStatements(databaseUrl, rows / 1_000)) tell(line);
    }
    tell('The same file, bare …');
    const bare = await runBareImport({ ...env, DATABASE_URL: databaseUrl }, path);
    if (bare.rows !== rows) throw new Error(`${bare.rows} of ${rows} rows by the baseline`);
    const bareRate = rows / bare.seconds;
    const per10k = (seconds: number): number => (seconds / rows) * 10_000;
    const name = `import.${rows}`;
    figures.push(
      figure(`${name}.rate`, run.perSecond, 'rows/s', bareRate),
      figure(`${name}.duration`, run.seconds, 's'),
      ...(options.kill
        ? []
        : [
            figure(`${name}.worker.cpu`, per10k(run.worker.cpuSeconds), 'CPU s per 10,000', per10k(bare.cpuSeconds)), // prettier-ignore
            figure(`${name}.worker.memory`, run.worker.peakMb, 'MB at its peak'),
          ]),
      figure(`${name}.postgres.cpu`, per10k(run.postgres.cpuSeconds), 'CPU s per 10,000'),
      figure(`${name}.postgres.memory`, run.postgres.peakMb, 'MB at its peak'),
      figure(`bare.${rows}.rate`, bareRate, 'rows/s'),
      figure(`bare.${rows}.cpu`, per10k(bare.cpuSeconds), 'CPU s per 10,000'),
    );
  }
  return figures;
}

await measured(async (stops) => printFigures(await main(stops), options.json));
