import test from 'ava';
import { publicLookup } from '#providers/assistant/outgoing.ts';
import type { ChatConnection, ChatTool } from '#providers/assistant/adapter.ts';
import { countTokens } from '#providers/assistant/tokens.ts';
import { ask, collect, standIn, webServer } from '../_support/models.ts';
import { until } from '../_support/until.ts';

const KINDS = ['openai', 'anthropic'] as const;

const CONSENTS: ChatTool = {
  name: 'count_consents',
  description: 'Counts consents that end in a month',
  parameters: {
    type: 'object',
    properties: { month: { type: 'string', format: 'date' }, purpose: { type: 'string' } },
    required: ['month'],
  },
};

for (const kind of KINDS) {
  test(`${kind}: an answer comes in parts, with its tokens`, async (t) => {
    const { connections } = await standIn(t);
    const request = ask('Good morning [cached 5]', {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Hello.' },
        { role: 'user', content: 'Good morning [cached 5]' },
      ],
    });
    const { text, parts, end, refused } = await collect(connections[kind], request);
    t.is(refused, undefined);
    t.regex(text, /^I am a stand-in: .*“Good morning .*This is message 2 /);
    t.true(parts > 10);
    t.like(end, { finish: 'stop', model: 'stand-in' });
    t.is(end?.usage?.input, countTokens('stand-in', request.messages));
    t.is(end?.usage?.cachedInput, 5);
    t.true((end?.usage?.output ?? 0) > 20);
  });

  test(`${kind}: a tool is called, and its answer is used`, async (t) => {
    const { connections } = await standIn(t);
    const asked = ask('How many consents end in 2027-02-01?', { tools: [CONSENTS] });
    const first = await collect(connections[kind], asked);
    t.deepEqual(first.calls, [{ name: 'count_consents', arguments: { month: '2027-02-01' } }]);
    t.is(first.end?.finish, 'tool_calls');
    const second = await collect(connections[kind], {
      ...asked,
      messages: [
        ...asked.messages,
        {
          role: 'assistant',
          content: '',
          toolCalls: [
            { id: 'call_a', name: 'count_consents', arguments: '{"month":"2027-02-01"}' },
            { id: 'call_b', name: 'count_consents', arguments: 'not json' },
          ],
        },
        { role: 'tool', toolCallId: 'call_a', content: '{"count": 41}' },
        { role: 'tool', toolCallId: 'call_b', content: '{"count": 42}' },
      ],
    });
    t.regex(second.text, /One record: count: 41\. Also: One record: count: 42\./);
    t.is(second.end?.finish, 'stop');
  });

  test(`${kind}: how an answer ends`, async (t) => {
    const { connections } = await standIn(t);
    const long = await collect(connections[kind], ask('[words 300]', { maxOutputTokens: 20 }));
    t.is(long.end?.finish, 'length');
    t.true((long.end?.usage?.output ?? 99) <= 20);
    t.is((await collect(connections[kind], ask('[filtered]'))).end?.finish, 'filtered');
    const silent = await collect(connections[kind], ask('[no-usage]'));
    t.like(silent.end, { finish: 'stop', usage: null });
  });

  test(`${kind}: refusals say what to do about them`, async (t) => {
    const { connections, counts } = await standIn(t);
    const refusals = {
      '[fail]': { kind: 'unavailable', status: 500, retryAfterSeconds: undefined },
      '[overloaded 3]': { kind: 'unavailable', status: 503, retryAfterSeconds: 3 },
      '[rate-limit 7]': { kind: 'rate_limited', status: 429, retryAfterSeconds: 7 },
      '[no-money]': { kind: 'unauthorized', status: 429 },
      '[no-access]': { kind: 'unauthorized', status: 401 },
      '[too-long]': { kind: 'too_long', status: 400 },
      '[invalid]': { kind: 'invalid', status: 400 },
    };
    for (const [word, expected] of Object.entries(refusals)) {
      const { refused, end } = await collect(connections[kind], ask(`Anna Secret ${word}`));
      t.is(end, undefined, word);
      t.like(refused, expected, word);
      t.notRegex(`${refused?.message} ${refused?.stack}`, /Anna|key-of-a-test|stand-in/i);
      t.is(refused?.cause, undefined);
    }
    // One request each: the clients repeat nothing by themselves.
    t.is(counts().received, Object.keys(refusals).length);
    const again = ask('[fail, 1 time]');
    t.is((await collect(connections[kind], again)).refused?.kind, 'unavailable');
    t.is((await collect(connections[kind], again)).end?.finish, 'stop');
    const missing = await collect(connections[kind], ask('Hello', { model: 'missing-model' }));
    t.like(missing.refused, { kind: 'invalid', status: 404 });
    const wrong = await collect({ ...connections[kind], key: 'wrong-key' }, ask('Hello'));
    t.is(wrong.refused?.kind, 'unauthorized');
    const keyless = await collect({ ...connections[kind], key: '' }, ask('Hello'));
    t.is(keyless.end?.finish, 'stop');
  });

  test(`${kind}: an answer that breaks off, is silent or unwanted`, async (t) => {
    const { connections, counts } = await standIn(t);
    const limits = { first: 10_000, between: 150, whole: 10_000 };
    const cut = await collect(connections[kind], ask('[cut]'));
    t.is(cut.refused?.kind, 'unavailable');
    t.is(cut.parts, 3);
    const stalled = await collect(connections[kind], ask('[stall]'), { limits });
    t.is(stalled.refused?.kind, 'timed_out');
    t.is(stalled.parts, 3);
    const hung = await collect(connections[kind], ask('[hang]'), { limits: { ...limits, first: 150 } }); // prettier-ignore
    t.is(hung.refused?.kind, 'timed_out');
    const endless = await collect(connections[kind], ask('[words 900] [slow 20]'), { limits: { first: 5_000, between: 5_000, whole: 2_000 } }); // prettier-ignore
    t.is(endless.refused?.kind, 'timed_out');
    t.true(endless.parts > 2);

    const cancel = new AbortController();
    const canceled = await collect(connections[kind], ask('[slow 20]'), {
      signal: cancel.signal,
      onChunk: () => cancel.abort(),
    });
    t.is(canceled.refused?.kind, 'canceled');
    t.is(canceled.parts, 1);
    t.is((await collect(connections[kind], ask('Hi'), { signal: cancel.signal })).refused?.kind, 'canceled'); // prettier-ignore
    // Whoever leaves closes the connection, so that the provider stops.
    await until(() => counts().left === 5);
    t.is(counts().received, 5);
  });

  test(`${kind}: nothing internal is called unless allowed, and no redirect is followed`, async (t) => {
    const { connections, counts } = await standIn(t);
    const internal = await collect({ ...connections[kind], internalAllowed: false }, ask('Hello'));
    t.is(internal.refused?.kind, 'invalid');
    t.is(counts().received, 0);
    const redirecting = await webServer(t, (_, res) => {
      res.writeHead(307, { location: `${connections.openai.baseUrl}/chat/completions` }).end();
    });
    const moved = await collect({ ...connections[kind], baseUrl: redirecting.url }, ask('Hello'));
    t.is(moved.refused?.kind, 'invalid');
    t.is(counts().received, 0);
  });

  test(`${kind}: what is no such server is refused, and read no further than needed`, async (t) => {
    const reached = async (answer: Parameters<typeof webServer>[1]) => {
      const { url, asked } = await webServer(t, answer);
      const connection: ChatConnection = { kind, baseUrl: url, key: 'k', internalAllowed: true };
      const { refused } = await collect(connection, ask('Hello', { maxOutputTokens: 1 }));
      return { kind: refused?.kind, asked };
    };
    const events = { 'content-type': 'text/event-stream' };
    const page = await reached((_, res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hi</p>')); // prettier-ignore
    t.is(page.kind, 'invalid');
    const type = kind === 'anthropic' ? 'message_start' : 'x';
    const strange = await reached((_, res) => res.writeHead(200, events).end(`event: ${type}\ndata: {"type":"${type}","choices":"none"}\n\n`)); // prettier-ignore
    t.is(strange.kind, 'invalid');
    t.is((await reached((_, res) => res.writeHead(200, events).end())).kind, 'unavailable');
    let sent = 0;
    const flood = await reached((_, res) => {
      res.writeHead(200, events);
      const more = (): void => {
        while (!res.destroyed && sent < 50e6 && res.write('x'.repeat(65_536))) sent += 65_536;
      };
      res.on('drain', more);
      more();
    });
    t.is(flood.kind, 'invalid');
    t.true(sent < 20e6);
  });
}

test('nothing of the environment goes out with an organization’s call', async (t) => {
  Object.assign(process.env, {
    OPENAI_ORG_ID: 'org-of-the-operator',
    OPENAI_PROJECT_ID: 'project-of-the-operator',
    ANTHROPIC_CUSTOM_HEADERS: 'x-operator: secret',
    ANTHROPIC_AUTH_TOKEN: 'token-of-the-operator',
  });
  const { url, asked } = await webServer(t, (_, res) => res.writeHead(404).end());
  for (const kind of KINDS) {
    await collect({ kind, baseUrl: url, key: 'ours', internalAllowed: true }, ask('Hello'));
  }
  t.is(asked.length, 2);
  t.notRegex(JSON.stringify(asked), /operator|stainless|linux/i);
  for (const { headers } of asked) t.is(headers.authorization, 'Bearer ours');
});

const resolved = (...addresses: string[]): Promise<unknown> =>
  new Promise((done) => {
    const look = publicLookup(
      (_, __, found) =>
      found(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))), // prettier-ignore
    );
    look('api.example.com', { all: true }, (error, list) => done(error?.message ?? list));
  });

test('a name must not lead to this machine or network', async (t) => {
  t.deepEqual(await resolved('93.184.216.34'), [{ address: '93.184.216.34', family: 4 }]);
  for (const internal of ['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', 'fd00::1', '::ffff:10.0.0.1', '0.0.0.0']) {
    t.is(await resolved('93.184.216.34', internal), 'an internal address', internal);
  } // prettier-ignore
});

const delta = (part: object, finish_reason: string | null = null, more = {}): object => ({
  choices: [{ delta: part, finish_reason }],
  ...more,
});
const calling = (call: object): object => delta({ content: null, tool_calls: [call] });
const event = (type: string, fields: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

test('servers that are only nearly OpenAI’s are understood', async (t) => {
  const said = async (...events: (object | 'cut')[]) => {
    const { url } = await webServer(t, (_, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const one of events) {
        if (one === 'cut') return void setTimeout(() => res.destroy(), 20);
        res.write(`data: ${JSON.stringify(one)}\n\n`);
      }
      return void res.end();
    });
    return collect({ kind: 'openai', baseUrl: url, key: 'k', internalAllowed: true }, ask('Hello'));
  };
  // Calls without an index, in one piece, ended by `stop`, without [DONE].
  const calls = await said(
    calling({ id: 'a', function: { name: 'one', arguments: '{}' } }),
    calling({ id: 'b', function: { name: 'two', arguments: '{"n":' } }),
    calling({ function: { arguments: '2}' } }),
    delta({}, 'stop', { usage: { prompt_tokens: 7, completion_tokens: 3 } }),
  );
  t.deepEqual(calls.calls, [
    { name: 'one', arguments: {} },
    { name: 'two', arguments: { n: 2 } },
  ]);
  t.like(calls.end, { finish: 'tool_calls', usage: { input: 7, cachedInput: 0, output: 3 } });
  // The connection broke after the answer: it is whole, only its tokens are unknown.
  const whole = await said(delta({ content: 'Hello' }), delta({}, 'stop'), 'cut');
  t.like(whole, { text: 'Hello', end: { finish: 'stop', usage: null }, refused: undefined });
  // An error in the middle of an answer that began well.
  const error = await said(delta({ content: 'Hel' }), { error: { message: 'Slow down', code: 'rate_limit_exceeded' } }); // prettier-ignore
  t.is(error.refused?.kind, 'rate_limited');
  const broken = await said(delta({ content: 'Hel' }), { error: { message: 'Oh no' } });
  t.is(broken.refused?.kind, 'unavailable');
});

test('Anthropic’s thinking and new kinds of events are passed over', async (t) => {
  const begun = event('message_start', {
    message: { model: 'claude-haiku-5-5', usage: { input_tokens: 2, cache_read_input_tokens: 10, cache_creation_input_tokens: 5, output_tokens: 1 } },
  }); // prettier-ignore
  let answer = '';
  const { url } = await webServer(t, (_, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' }).end(answer);
  });
  const connection: ChatConnection = { kind: 'anthropic', baseUrl: url, key: 'k', internalAllowed: true }; // prettier-ignore
  answer = [
    begun,
    event('content_block_start', { index: 0, content_block: { type: 'thinking', thinking: '' } }),
    event('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } }),
    event('content_block_delta', { index: 0, delta: { type: 'signature_delta', signature: 'x' } }),
    event('content_block_stop', { index: 0 }),
    event('content_block_start', { index: 1, content_block: { type: 'text', text: '' } }),
    event('something_new', { index: 1 }),
    event('content_block_delta', { index: 1, delta: { type: 'text_delta', text: 'Hello' } }),
    event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 40 } }),
    event('message_stop', {}),
  ].join('');
  const whole = await collect(connection, ask('Hello'));
  t.is(whole.text, 'Hello');
  t.like(whole.end, { finish: 'stop', model: 'claude-haiku-5-5', usage: { input: 17, cachedInput: 10, output: 40 } }); // prettier-ignore
  answer = begun + event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
  t.is((await collect(connection, ask('Hello'))).refused?.kind, 'unavailable');
});
