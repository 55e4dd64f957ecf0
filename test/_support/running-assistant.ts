import { NativeConnection, Worker } from '@temporalio/worker';
import type { ExecutionContext } from 'ava';
import type { Context, Services } from '#domain/context.ts';
import type { Processes } from '#domain/processes.ts';
import { PROCESS } from '#domain/process-table.contract.ts';
import { loadConfig } from '#lib/config.ts';
import { newId } from '#lib/ids.ts';
import { adapterFor } from '#providers/assistant/connect.ts';
import { USUAL_LIMITS, type ChatLimits } from '#providers/assistant/bounded.ts';
import { priceOf } from '#providers/assistant/prices.ts';
import { countTextTokens, countTokens } from '#providers/assistant/tokens.ts';
import type { ModelReceiver } from '#providers/local/model-receiver.ts';
import { createTemporal } from '#temporal/client.ts';
import { createDataConverter } from '#temporal/data-converter.ts';
import { createProcesses } from '#temporal/processes.ts';
import { createActivities } from '../../activities/index.ts';
import { createAskersTools } from '../../api/tools/askers-tools.ts';
import { testApi, type TestApi, type TestTenant } from './api.ts';
import { standIn } from './models.ts';
import { localProviders } from './providers.ts';
import { workflowBundle } from './workflows.ts';

export type RunningAssistant = TestApi & {
  model: ModelReceiver;
  /** Whoever asks, as the look-ups of the chat know them, by their actor's id; without them they may do nothing. */
  callers: Map<string, Context>;
  lastTo: Awaited<ReturnType<typeof localProviders>>['lastTo'];
  /** Begins a conversation. @returns its path */
  begin(tenant: TestTenant): Promise<string>;
};

/** `tools`: the model may look things up. */
type Limits = { limits?: Partial<ChatLimits>; tools?: boolean };

/**
 * Returns processes of the shared Temporal on a queue of their own, and what runs a worker of it with the stand-in for
 * a model.
 */
export function assistantWorker(t: ExecutionContext, { limits, tools = false }: Limits = {}) {
  const { masterKey, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = loadConfig();
  const callers = new Map<string, Context>();
  const taskQueue = newId();
  const temporal = createTemporal({ address, namespace, masterKey });
  const processes: Processes = {
    ...createProcesses(temporal, 60_000),
    start: async (type, workflowId, input) => {
      await temporal.client.workflow.start(PROCESS[type].workflow, { workflowId, taskQueue, args: [input] }); // prettier-ignore
    },
  };
  const run = async (services: Services) => {
    const model = await standIn(t);
    const { deps, lastTo } = await localProviders(t, services);
    const connection = await NativeConnection.connect({ address });
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue,
      workflowBundle: await workflowBundle(),
      dataConverter: createDataConverter(masterKey),
      activities: createActivities({
        ...deps,
        assistant: {
          installation: { connection: model.connections.openai, model: 'stand-in' },
          internalAllowed: true,
          adapterFor: (to) => adapterFor(to, { ...USUAL_LIMITS, ...limits }),
          countTokens,
          countTextTokens,
          priceOf,
          ...(tools
            ? {
                tools: createAskersTools(
                  services,
                  async (_, { actor }) => callers.get(actor.id ?? '') ?? null,
                ),
              }
            : {}),
        },
      }),
    });
    const running = worker.run();
    t.teardown(async () => {
      worker.shutdown();
      await running;
      await connection.close();
      await temporal.close();
    });
    return { model, lastTo };
  };
  return { processes, run, callers };
}

/** Starts an API, a worker and the stand-in for a model. */
export async function runningAssistant(
  t: ExecutionContext,
  options: Limits & { max?: number } = {},
): Promise<RunningAssistant> {
  const { processes, run, callers } = assistantWorker(t, options);
  const api = await testApi(t, { processes, max: options.max ?? 15 });
  const known = (tenant: TestTenant): TestTenant => {
    callers.set(tenant.context.actor.id ?? '', tenant.context);
    return tenant;
  };
  return {
    ...api,
    ...(await run(api.services)),
    callers,
    tenant: async (permissions) => known(await api.tenant(permissions)),
    begin: async ({ call }) => {
      const { body } = await call('POST', '/assistant/conversations', {});
      return `/assistant/conversations/${String(body.id)}`;
    },
  };
}

export type Streamed = {
  events: { event: string; data: any }[]; // oxlint-disable-line typescript/no-explicit-any -- what came over the wire, checked by assertions
  status: number;
};

/** Calls with `Accept: text/event-stream` and collects the events. @param until ends it by closing the connection */
export async function streamed(
  { url }: Pick<TestApi, 'url'>,
  { token }: TestTenant,
  method: string,
  path: string,
  body?: unknown,
  until: (events: Streamed['events']) => boolean = () => false,
): Promise<Streamed> {
  const gone = new AbortController();
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'text/event-stream',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: gone.signal,
  });
  const events: Streamed['events'] = [];
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/s.exec(part) ?? [];
        if (event && data) events.push({ event, data: JSON.parse(data) });
      }
      if (until(events)) break;
    }
  } finally {
    gone.abort();
  }
  return { events, status: response.status };
}
