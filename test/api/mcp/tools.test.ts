import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import { namedOperations } from '#api/app.ts';
import { toolsOf } from '#api/tools/tools.ts';

/** Tools are the operations that only read: made from their declarations, not listed. */

const tools = toolsOf(namedOperations());
const named = (name: string) => tools.find((tool) => tool.name === name);

test('every GET is a tool, unless its answer grants access; what writes is none', (t) => {
  const names = new Set(tools.map(({ name }) => name));
  for (const { id, op } of namedOperations()) {
    const name = id.replaceAll('.', '_');
    if (op.method === 'get' && id !== 'privacyExports.get') t.true(names.has(name), id);
    if (op.method !== 'get' && !op.permission?.endsWith(':read')) t.false(names.has(name), id);
    if (op.method === 'put' || op.method === 'patch' || op.method === 'delete') {
      t.false(names.has(name), id);
    }
  }
  // Its answer has the link of a person's copy.
  t.false(names.has('privacyExports_get'));
  // POSTs that only search, and one that starts something though reading allows it.
  t.true(names.has('messages_search'));
  t.true(names.has('whys_campaignPerson'));
  t.false(names.has('replays_start'));
});

test('names suit every model, and schemas are flat objects that JSON Schema knows', (t) => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  for (const { name, description, inputSchema } of tools) {
    t.regex(name, /^[a-zA-Z0-9_-]{1,64}$/);
    t.truthy(description, name);
    t.is(inputSchema.type, 'object');
    t.notThrows(() => ajv.compile(inputSchema), name);
    t.notRegex(JSON.stringify(inputSchema), /x-permission/, name);
  }
  t.is(new Set(tools.map(({ name }) => name)).size, tools.length);
});

test('arguments are path, query and body together, as their schemas say', (t) => {
  t.deepEqual(named('campaigns_get')?.inputSchema, {
    type: 'object',
    properties: { id: { type: 'string', format: 'uuid' } },
    required: ['id'],
    additionalProperties: false,
  });
  const { properties, required } = named('contacts_list')?.inputSchema ?? {};
  t.deepEqual(properties?.['limit'], { type: 'integer', minimum: 1, maximum: 200 });
  t.like(properties?.['has_email'], { type: 'boolean' });
  t.like(properties?.['reveal'], { type: 'boolean' });
  t.is(required, undefined);
  t.deepEqual(named('messages_search')?.inputSchema.required, ['address']);
  // A body that may be left out has no required field; the path's stay.
  t.deepEqual(named('templates_preview')?.inputSchema.required, ['id']);
});
