import { proxyActivities } from '@temporalio/workflow';

const { hello } = proxyActivities<{ hello(name: string): Promise<string> }>({
  startToCloseTimeout: '30 seconds',
});

/** What every introduction to Temporal begins with. */
export async function helloWorld(name: string): Promise<string> {
  return hello(name);
}
