import { bundleWorkflows } from './bundle.ts';

/* The other half of `bundleApart`: bundles, answers and ends once the answer has gone. */
process.send?.(await bundleWorkflows(), () => process.disconnect());
