import { proxyActivities } from '@temporalio/workflow';

const { hello } = proxyActivities<{ hello(name: string): Promise<string> }>({
  startToCloseTimeout: '30 seconds',
});

/** The first example of every introduction to Temporal. */
export async function helloWorld(name: string): Promise<string> {
  return hello(name);
}
