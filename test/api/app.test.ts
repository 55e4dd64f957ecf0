import test from 'ava';
import { testApi } from '../_support/api.ts';

test('health, the document and its page answer without a credential', async (t) => {
  const { url } = await testApi(t);
  const health = await fetch(`${url}/health`);
  t.is(health.status, 200);
  t.like(await health.json(), { status: 'ok', components: { database: { status: 'up' } } });
  const document = await fetch(`${url}/openapi.json`);
  t.like(await document.json(), { openapi: '3.1.0' });
  const page = await fetch(`${url}/docs`);
  t.regex(await page.text(), /swagger-ui-bundle/);
  t.is((await fetch(`${url}/docs/swagger-ui-bundle.js`)).status, 200);
});

test('an unknown path below /api answers problem+json with the request id', async (t) => {
  const { url } = await testApi(t);
  const answer = await fetch(`${url}/api/v1/nothing`, {
    headers: { 'x-request-id': 'my-request-1' },
  });
  t.is(answer.status, 404);
  t.is(answer.headers.get('content-type'), 'application/problem+json');
  t.is(answer.headers.get('x-request-id'), 'my-request-1');
  t.like(await answer.json(), {
    status: 404,
    request_id: 'my-request-1',
    instance: '/api/v1/nothing',
  });
});
