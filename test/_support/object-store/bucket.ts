import type { ExecutionContext } from 'ava';
import { createObjectStore } from './server.ts';
import { s3Location } from '#providers/storage/location.ts';
import { createS3Storage } from '#providers/storage/s3.ts';

const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'not a secret', region: 'eu-test-1' };
process.env['AWS_ACCESS_KEY_ID'] = keys.accessKeyId;
process.env['AWS_SECRET_ACCESS_KEY'] = keys.secretAccessKey;

/**
 * Creates a bucket and a real SDK client on it over the network. `more` is added to the address.
 * @param secret the key that the store knows
 */
export async function testBucket(t: ExecutionContext, more = '', secret = keys.secretAccessKey) {
  const store = createObjectStore({ bucket: 'bucket', keys: { ...keys, secretAccessKey: secret } });
  const endpoint = await store.listen();
  t.teardown(() => store.close());
  const address = (region = keys.region): string =>
    `s3://bucket/in/here?endpoint=${endpoint}&region=${region}&path_style=true${more}`;
  return { store, storage: createS3Storage(s3Location(address())), address };
}
