import {
  NativeConnection,
  Worker,
  type ActivityInterceptorsFactory,
  type WorkerOptions,
} from '@temporalio/worker';
import type { KeyObject } from 'node:crypto';
import { createDataConverter } from '#temporal/data-converter.ts';
import type { Queue } from '#domain/process-table.contract.ts';

export type WorkersOptions = {
  address: string;
  namespace: string;
  masterKey: KeyObject;
  /** The result of bundleWorkflows. */
  bundle: string;
  activities: object;
  /** Interceptor around every activity. */
  aroundActivities: ActivityInterceptorsFactory;
  queues: readonly Queue[];
  /** Separates the queues of tests that share a server. @default '' */
  queuePrefix?: string;
};

export type Workers = {
  /**
   * Resolves when all workers have stopped.
   * @throws the error that a worker failed with
   */
  run: () => Promise<void>;
  /** Takes no new work and lets running activities end within the grace time. */
  shutdown: () => void;
};

/**
 * More slots than a worker has database connections: most of what runs waits for a provider, and ten organisations whose
 * providers hang must not take all of them. Long senders run in `bulk`, up to four lanes for each campaign.
 */
const SLOTS: Record<Queue, Partial<WorkerOptions>> = {
  // The first code of a verification is sent inside its workflow task, which waits for the provider.
  core: {
    maxConcurrentActivityTaskExecutions: 200,
    maxConcurrentLocalActivityExecutions: 500,
    maxConcurrentWorkflowTaskExecutions: 500,
  },
  bulk: { maxConcurrentActivityTaskExecutions: 60, maxConcurrentWorkflowTaskExecutions: 10 },
};

/** Creates one Temporal worker for each queue, on one connection. */
export async function createWorkers(options: WorkersOptions): Promise<Workers> {
  const connection = await NativeConnection.connect({ address: options.address });
  const workers = await Promise.all(
    options.queues.map((queue) =>
      Worker.create({
        connection,
        namespace: options.namespace,
        taskQueue: `${options.queuePrefix ?? ''}${queue}`,
        workflowBundle: { code: options.bundle },
        dataConverter: createDataConverter(options.masterKey),
        activities: options.activities,
        interceptors: { activity: [options.aroundActivities] },
        // After this time running activities are cancelled; long senders then finish their chunk, which takes less
        // than the force time.
        shutdownGraceTime: '1s',
        shutdownForceTime: '12s',
        ...SLOTS[queue],
      }),
    ),
  ).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  return {
    run: async () => {
      try {
        await Promise.all(workers.map((worker) => worker.run()));
      } finally {
        await connection.close();
      }
    },
    shutdown: () => {
      for (const worker of workers) {
        if (worker.getState() === 'RUNNING') worker.shutdown();
      }
    },
  };
}
