import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import test from 'ava';
import { until } from '../../_support/until.ts';
import { CONTACT_FILES as PATH, uploads } from '../../_support/uploads.ts';

/** A request as no well-behaved client would send it. */
function raw(
  url: string,
  key: string,
  headers: Record<string, string>,
): { send: ReturnType<typeof httpRequest>; answer: Promise<number> } {
  const send = httpRequest(`${url}/api/v1${PATH}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
  const answer = once(send, 'response').then(([response]) => {
    response.resume();
    return Number(response.statusCode);
  });
  return { send, answer };
}

const MULTIPART = { 'content-type': 'multipart/form-data; boundary=xx' };
const PART = '--xx\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';
const FILE = 'email\na@example.com\n\r\n';
const FIELD = '--xx\r\ncontent-disposition: form-data; name="start"\r\n\r\nfalse\r\n';

for (const [name, headers, body, status] of [
  ['JSON instead of a form', { 'content-type': 'application/json' }, '{}', 415],
  ['a form without boundary', { 'content-type': 'multipart/form-data' }, PART, 415],
  ['an empty boundary', { 'content-type': 'multipart/form-data; boundary=' }, PART, 400],
  ['an empty body', MULTIPART, '', 400],
  ['a body that is no form', MULTIPART, 'email\na@example.com\n', 400],
  ['a form cut off in the file', MULTIPART, `${PART}email\na@example.com\n`, 400],
  ['a form cut off in a header', MULTIPART, PART.slice(0, 30), 400],
  ['a form with two files', MULTIPART, `${PART}${FILE}${PART}${FILE}--xx--\r\n`, 422],
  ['a form with one field twice', MULTIPART, `${FIELD}${FIELD}${PART}${FILE}--xx--\r\n`, 422],
] as const) {
  test(`${name} is answered with ${status}`, async (t) => {
    const { server, owner, kept } = await uploads(t);
    const { send, answer } = raw(server.url, owner.key, headers);
    send.end(body);
    t.is(await answer, status);
    t.deepEqual(await kept(), []);
  });
}

test('a client that hangs up half-way leaves nothing behind', async (t) => {
  const { server, owner, kept } = await uploads(t);
  const { send, answer } = raw(server.url, owner.key, MULTIPART);
  answer.catch(() => undefined);
  send.on('error', () => undefined);
  send.write(`${PART}email\n${'a@example.com\n'.repeat(200_000)}`);
  const begun = async () => (await kept()).length > 0;
  await until(begun);
  send.destroy();
  await until(async () => !(await begun()));
  t.deepEqual(await kept(), []);
});

test('a file larger than 100 MB is refused, announced or not, and is not kept', async (t) => {
  const { server, owner, kept } = await uploads(t);
  const announced = raw(server.url, owner.key, { ...MULTIPART, 'content-length': '209715200' });
  announced.send.on('error', () => undefined);
  announced.send.write(PART);
  t.is(await announced.answer, 413);
  announced.send.destroy();

  const line = Buffer.from('somebody@example.com,Somebody\n'.repeat(40_000));
  const { send, answer } = raw(server.url, owner.key, MULTIPART);
  send.on('error', () => undefined);
  send.write(`${PART}email,name\n`);
  const refused = answer.then(() => true);
  for (let sent = 0; sent < 110 * 1024 * 1024; sent += line.length) {
    if (send.write(line)) continue;
    if (await Promise.race([refused, once(send, 'drain').then(() => false)])) break;
  }
  t.is(await answer, 413);
  send.destroy();
  t.deepEqual(await kept(), []);
});
