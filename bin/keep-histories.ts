import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withRootKey } from '#runtime/root-key.ts';
import { createTemporal } from '#temporal/client.ts';
import { createCodec } from '#temporal/codec.ts';
import { HISTORIES, historyCodec, historyToText, recode } from '../test/_support/histories.ts';
import { onInstallation } from './services/installation.ts';

/*
 * Saves a workflow history of the running Assent for test/workflows/replay.test.ts, with real activities instead of
 * stubs.
 *   npm run keep-histories -- <workflow id> <name>   saves it as test/histories/<workflow>-<name>.json
 * Payloads are ids and states; they are encrypted again with the key of the recorded histories.
 */
const [id, name] = process.argv.slice(2);

await onInstallation(async (plain) => {
  if (!id || !name || !/^[a-z-]+$/.test(name)) {
    throw new Error('npm run keep-histories -- <workflow id> <name in lower case and hyphens>');
  }
  const config = await withRootKey(plain);
  const temporal = createTemporal({
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    masterKey: config.rootKey,
  });
  try {
    const handle = temporal.client.workflow.getHandle(id);
    const { type } = await handle.describe();
    const history = await handle.fetchHistory();
    await recode(history, createCodec(config.rootKey), historyCodec());
    const file = `${type}-${name}.json`;
    // Never overwrites a file: a recorded history must replay for ever.
    if ((await readdir(HISTORIES)).includes(file)) throw new Error(`${file} is there already`);
    await writeFile(join(HISTORIES, file), `${historyToText(history)}\n`);
    console.log(`kept ${file}: ${history.events?.length} events`);
  } finally {
    await temporal.close();
  }
});
