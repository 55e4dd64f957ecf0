import { globSync } from 'node:fs';

/*
 * Each folder's files are spread evenly over the run: those that wait (test/system) beside those that compute, and
 * never all browsers at once.
 */
const FILES = {
  quick: ['test/**/*.test.ts', '!test/**/*.long.test.ts'],
  long: ['test/**/*.long.test.ts'],
  all: ['test/**/*.test.ts'],
};
const folders = Map.groupBy(globSync(FILES.all).toSorted(), (file) => file.split(/[/\\]/)[1]);
const places = [...folders.values()].flatMap((files) =>
  files.map((file, i) => [file.replaceAll('\\', '/'), (i + 0.5) / files.length]),
);
const placeOf = (file) =>
  places.find(([name]) => file.replaceAll('\\', '/').endsWith(name))?.[1] ?? 0;

export default {
  files: new Map(Object.entries(FILES)).get(process.env.TEST_KIND ?? 'all'),
  extensions: ['ts'],
  workerThreads: false,
  // For what hangs: a busy machine is no reason to fail.
  timeout: '10m',
  concurrency: 3,
  sortTestFiles: (a, b) => placeOf(a) - placeOf(b),
  environmentVariables: { NODE_ENV: 'test' },
};
