import { readFile } from 'node:fs/promises';
import test from 'ava';
import { testApi } from '../_support/api.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

test('an X-Request-Id is kept as docs/api.md says, and replaced otherwise', async (t) => {
  const api = await testApi(t);
  const idFor = async (given: string): Promise<string | null> => {
    const answer = await fetch(`${api.url}/health`, { headers: { 'x-request-id': given } });
    return answer.headers.get('x-request-id');
  };
  const page = await readFile('docs/api.md', 'utf8');
  const [, least = '', most = ''] =
    /kept when it is (\d+) to (\d+) ASCII letters, digits, dots, underscores or hyphens/.exec(
      page,
    ) ?? [];
  for (const length of [Number(least), Number(most)]) {
    const id = 'aZ0._-'.repeat(length).slice(0, length);
    t.is(await idFor(id), id);
  }
  const replaced = [
    'x'.repeat(Number(least) - 1),
    'x'.repeat(Number(most) + 1),
    'has a space',
    'semi;colon',
    'quote"quote',
    '<script>x',
  ];
  for (const given of replaced) t.regex((await idFor(given)) ?? '', UUID, given);
});
