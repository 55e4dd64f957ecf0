// What the worker bundles: one line for each workflow.
export { verification } from './verification/verification.ts';
