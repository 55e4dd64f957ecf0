export default {
  files: ['test/**/*.test.ts'],
  extensions: ['ts'],
  workerThreads: false,
  // For what hangs: a busy machine is no reason to fail.
  timeout: '10m',
  concurrency: 3,
  environmentVariables: { NODE_ENV: 'test' },
};
