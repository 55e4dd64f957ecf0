import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

/*
 * The baseline of bench:verification: one workflow, one activity, its own worker with the defaults. Reports to its
 * parent when each activity began.
 */
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] });
const worker = await Worker.create({
  connection,
  taskQueue: 'hello',
  workflowsPath: fileURLToPath(new URL('workflow.ts', import.meta.url)),
  activities: {
    hello: async (name: string) => {
      process.send?.({ name, at: performance.timeOrigin + performance.now() });
      return `Hello, ${name}!`;
    },
  },
});
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => worker.shutdown());
process.send?.('ready');
await worker.run();
await connection.close();
process.exit(0);
