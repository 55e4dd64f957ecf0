import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { isExecutable, onPath, runCommand } from './command.ts';

const VERSION = '1.38.0';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>assent</groupId><artifactId>test-server</artifactId><version>1</version>
<dependencies><dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId>
<version>${VERSION}</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version>
</dependency></dependencies></project>`;

/**
 * Finds the time-skipping test server for workflow tests: TEMPORAL_TEST_SERVER, our cache, or Maven.
 * @returns a program that takes a port, or undefined when only the SDK's own download is left
 */
export async function resolveTestServer(tell: (line: string) => void): Promise<string | undefined> {
  const given = process.env['TEMPORAL_TEST_SERVER'];
  if (given) return given;
  const folder = await cacheFolder(`test-server-${VERSION}`);
  const program = join(folder, 'test-server');
  if (await isExecutable(program)) return program;
  if (!(await onPath('mvn')) || !(await onPath('java'))) return undefined;
  tell('Fetching the time-skipping Temporal test server (once) …');
  const aside = await mkdtemp(join(dirname(folder), 'fetch-'));
  try {
    await writeFile(join(aside, 'pom.xml'), POM);
    await runCommand('mvn', [
      '-q', '-B', '-f', join(aside, 'pom.xml'), 'dependency:copy-dependencies',
      `-DoutputDirectory=${join(aside, 'jars')}`,
    ]); // prettier-ignore
    await writeFile(
      join(aside, 'test-server'),
      `#!/bin/sh\nexec java -XX:TieredStopAtLevel=1 -cp '${folder}/jars/*' io.temporal.testserver.TestServer "$@"\n`,
    );
    await chmod(join(aside, 'test-server'), 0o755);
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return program;
}
