import { MockActivityEnvironment } from '@temporalio/testing';
import type { ExecutionContext } from 'ava';
import type { Services } from '#domain/context.ts';
import type { ProcessInputs, Processes } from '#domain/processes.ts';
import { AppError } from '#lib/errors.ts';
import { createIdentityActivities } from '../../activities/identity/index.ts';
import { localProviders } from './providers.ts';
import { noProcesses } from './services.ts';

type Reset = ProcessInputs['password-reset'];

/** Processes that note what is started and signaled; a test runs the activities itself, over the network. */
export function notedProcesses() {
  const started: { workflowId: string; input: Reset }[] = [];
  const signals: string[] = [];
  const state = { away: false };
  const processes: Processes = {
    ...noProcesses,
    ping: async () => {
      if (state.away) throw new AppError('unavailable', 'away');
    },
    start: async (type, workflowId, input) => {
      if (type === 'password-reset' && 'tenantId' in input) {
        started.push({ workflowId, input: { tenantId: input.tenantId, id: input.id } });
      }
    },
    signal: async (workflowId, signal) => {
      signals.push(`${signal} ${workflowId}`);
      return true;
    },
  };
  return { processes, started, signals, state };
}

const run = <Result>(work: (input: Reset) => Promise<Result>, input: Reset): Promise<Result> =>
  new MockActivityEnvironment().run(work, input);

/** The activities of the process, with a mail server that takes what they send. */
export async function resetActivities(t: ExecutionContext, services: Services) {
  const { deps, lastTo } = await localProviders(t, services);
  const activities = createIdentityActivities(deps);
  return {
    mailLink: (input: Reset) => run(activities.mailResetLink, input),
    tellChanged: (input: Reset) => run(activities.tellPasswordChanged, input),
    end: (input: Reset) => run(activities.endPasswordReset, input),
    mailTo: lastTo,
    /** Returns the token in the last mail to an address. */
    async tokenTo(to: string): Promise<string> {
      const mail = await lastTo(to);
      const [, token] = /\/reset-password\/([\w-]+)/.exec(mail?.text ?? '') ?? [];
      if (!token) throw new Error(`no link in ${JSON.stringify(mail)}`);
      return token;
    },
  };
}
