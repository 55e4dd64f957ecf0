import test from 'ava';
import { PERMISSIONS, type Permission } from '#domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { identityServer, type SignedUp } from '../../_support/identity.ts';
import { noProcesses } from '../../_support/services.ts';
import { CONTACT_FILES as PATH, csvForm, uploads } from '../../_support/uploads.ts';

test('what is no CSV is refused, naming the file, and is not kept', async (t) => {
  const { owner, kept } = await uploads(t);
  const cases: [name: string, content: Blob][] = [
    ['a picture', new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3])])],
    ['control characters', new Blob([new Uint8Array([0x65, 0x0a, 0xe9, 0x02, 0x0a])])],
    ['zeros', new Blob([new Uint8Array(300_000)])],
    ['nothing', new Blob([])],
    ['a header alone', new Blob(['email\n'])],
    ['no line break for long', new Blob(['x'.repeat(3_000_000)])],
  ];
  for (const [name, content] of cases) {
    const answer = await owner.call('POST', PATH, csvForm(content));
    t.is(answer.status, 422, `${name}: ${JSON.stringify(answer.body)}`);
    t.is(answer.body.errors[0].path, 'file', name);
  }
  t.deepEqual(await kept(), []);
  t.is((await owner.call('GET', PATH)).body.data.length, 0);
});

test('fields that are wrong are named', async (t) => {
  const { owner, kept } = await uploads(t);
  const csv = 'email,phone\na@example.com,\n';
  const cases: [fields: Record<string, string>, path: string][] = [
    [{ mapping: '{"email":' }, 'mapping'],
    [{ mapping: '["email"]' }, 'mapping'],
    [{ mapping: '{"email":"colour"}' }, 'mapping.email'],
    [{ mapping: '{"e-mail":"email"}' }, 'mapping.e-mail'],
    [{ mapping: '{"email":null,"phone":null}' }, 'mapping'],
    [{ mapping: '{"phone":"email"}' }, 'mapping'],
    [{ dry_run: 'perhaps' }, 'dry_run'],
    [{ colour: 'red' }, 'colour'],
    [{ consent: '{"channel":"email","purpose":"nonsense"}' }, 'consent.purpose'],
    [{ consent: '{"channel":"pigeon","purpose":"marketing"}' }, 'consent.channel'],
  ];
  for (const [fields, path] of cases) {
    const answer = await owner.call('POST', PATH, csvForm(csv, fields));
    t.is(answer.status, 422, JSON.stringify(fields));
    t.is(answer.body.errors[0].path, path, JSON.stringify(answer.body.errors));
  }
  const none = new FormData();
  none.set('dry_run', 'true');
  t.like(await owner.call('POST', PATH, none), { status: 422 });
  t.deepEqual(await kept(), []);
});

test('uploading needs contacts:write, failed rows need pii:read, and a credential', async (t) => {
  const server = await identityServer(t);
  const owner = await server.signUp();
  const csv = 'email\nnobody\n';
  const up = await owner.call('POST', PATH, csvForm(csv));
  const reader = await keyWith(owner, ['contacts:read']);
  t.is((await reader('POST', PATH, csvForm(csv))).status, 403);
  t.is((await reader('GET', `${PATH}/${up.body.id}/failed-rows`)).status, 403);
  t.is((await server.call('POST', PATH, csvForm(csv))).status, 401);
  t.is((await server.call('GET', `${PATH}/${up.body.id}/failed-rows`)).status, 401);
  t.is((await owner.call('GET', `${PATH}/${newId()}/failed-rows`)).status, 404);
  const stranger = await server.signUp();
  t.is((await stranger.call('GET', `${PATH}/${up.body.id}/failed-rows`)).status, 404);

  async function keyWith(of: SignedUp, scopes: Permission[]) {
    const made = await server.call(
      'POST',
      '/api-keys',
      { name: 'reader', scopes },
      { cookie: of.cookie, origin: server.url },
    );
    return (method: string, path: string, body?: unknown) =>
      server.call(method, path, body, { authorization: `Bearer ${made.body.key}` });
  }
});

test('who may not see personal data sees how much there is in the sample, not what', async (t) => {
  const { owner } = await uploads(t, { scopes: PERMISSIONS.filter((p) => p !== 'pii:read') });
  const up = await owner.call(
    'POST',
    PATH,
    csvForm('email\nann@example.com\n', { start: 'false' }),
  );
  t.deepEqual(up.body.sample, [['•••']]);
});

test('an upload while Temporal is away says so and leaves nothing half-made', async (t) => {
  const away = {
    ...noProcesses,
    ping: () => Promise.reject(new AppError('unavailable', 'Temporal is away')),
  };
  const { owner, kept } = await uploads(t, { processes: away });
  t.is((await owner.call('POST', PATH, csvForm('email\na@example.com\n'))).status, 503);
  t.is((await owner.call('GET', PATH)).body.data.length, 0);
  t.deepEqual(await kept(), []);
  // Only looking at a file needs no process.
  t.is((await owner.call('POST', PATH, csvForm('email\na@example.com\n', { start: 'false' }))).status, 202); // prettier-ignore
});

test('OpenAPI lists every target of the mapping', async (t) => {
  const { url } = await identityServer(t);
  const answer = await fetch(`${url}/api/v1/openapi.json`);
  const text = JSON.stringify(await answer.json());
  t.regex(text, /JSON: column header → email, phone, [^"]*\bemail_2, email_3, phone_2, phone_3\b/);
});
