/**
 * Flags of Node for a worker process. Without it V8 lets the space for new objects grow to 128 MB under load, which
 * saves no time (bench/README.md).
 */
export const WORKER_FLAGS: readonly string[] = ['--max-semi-space-size=16'];
