import test from 'ava';
import { engines } from '#domain/templates/engine.ts';
import { escapeHtml, plainTemplate } from '#domain/templates/plain.ts';

const values = {
  name: `<b>O'Hara & "Sons"</b>`,
  empty: '',
  zero: 0,
  price: 12.5,
  nothing: null,
  yes: true,
  list: ['a', 'b'],
  deep: { er: { x: 'found' }, size: 'huge' },
};
const outputs = [
  'name', 'empty', 'zero', 'price', 'nothing', 'yes', 'list', 'deep.er.x', 'deep.size', 'list.first',
  'list.size', 'true', 'blank', 'missing', 'deep.missing', 'name.length', 'deep.constructor',
]; // prettier-ignore
const forms = (o: string): string[] => [
  `{{ ${o} }}`,
  `{{${o}}}`,
  `a {{ ${o} | default: "d'x" }} b {{ ${o} }}`,
  `{{ ${o} | default: '<i>' }}`,
  `{{- ${o} -}}`,
  `{{ ${o} | upcase }}`,
  `{% if ${o} %}{{ ${o} }}{% endif %}`,
  `{ ${o} } {{ ${o} }}{{ ${o} }}`,
];

/** What Liquid makes of it, or the fact that it will not. */
const liquid = (engine: 'html' | 'text', source: string): string | null => {
  try {
    return String(engines[engine].parseAndRenderSync(source, values));
  } catch {
    return null;
  }
};

test('joined strings say what Liquid says, or leave it to Liquid', (t) => {
  let joined = 0;
  for (const source of outputs.flatMap(forms)) {
    for (const engine of ['html', 'text'] as const) {
      const plain =
        plainTemplate(source, engine === 'html' ? escapeHtml : (v) => v)?.(values) ?? null;
      if (plain === null) continue;
      joined++;
      t.true(plain === liquid(engine, source), source);
    }
  }
  t.true(joined > 40, `only ${joined} were joined`);
});

test('a value that is missing is never filled with nothing', (t) => {
  t.is(plainTemplate('Hi {{ missing }}', escapeHtml)?.(values), null);
  t.is(plainTemplate('Hi {{ toString }}', escapeHtml)?.(values), null);
  t.is(plainTemplate('Hi {{ __proto__ }}', escapeHtml)?.(values), null);
});
