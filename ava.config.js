export default {
  files: ['test/**/*.test.ts'],
  extensions: ['ts'],
  workerThreads: false,
  timeout: '90s',
  concurrency: 4,
  environmentVariables: { NODE_ENV: 'test' },
};
