import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
const failureConverterPath = fileURLToPath(
  new URL('../temporal/failure-converter.cjs', import.meta.url),
);

/** Bundles all workflows into the one script that a worker runs in its sandbox. Takes some seconds. */
export async function bundleWorkflows(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    failureConverterPath,
    logger: {
      log: quiet,
      trace: quiet,
      debug: quiet,
      info: quiet,
      warn: console.warn,
      error: console.error,
    },
  });
  return code;
}

const quiet = (): void => undefined;
