import { bundleWorkflows } from './bundle.ts';

/* The other half of `bundleApart`: bundles, answers and ends. */
process.send?.(await bundleWorkflows());
process.disconnect();
