export default {
  files: ['test/**/*.test.ts'],
  extensions: ['ts'],
  workerThreads: false,
  timeout: '180s',
  concurrency: 3,
  environmentVariables: { NODE_ENV: 'test' },
};
