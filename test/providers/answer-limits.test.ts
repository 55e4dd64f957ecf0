import test from 'ava';
import { createMeter } from '#providers/assistant/meter.ts';
import { countTokens } from '#providers/assistant/tokens.ts';
import { answeringServer, endless, type Answering } from '../_support/answering-server.ts';
import { ask, collect } from '../_support/models.ts';
import { until } from '../_support/until.ts';

const WORDS = 'many words of an answer that never ends, ';
const question = ask('Hello', { model: 'gpt-4.1-mini', maxOutputTokens: 100 });
const prompt = countTokens(question.model, question.messages);

for (const kind of ['openai', 'anthropic'] as const) {
  test(`${kind}: an answer that goes on is left at the longest that was asked for`, async (t) => {
    let answering: Answering = { parts: [] };
    const server = await answeringServer(t, kind, () => answering);
    const floods = [
      { text: WORDS },
      { thought: WORDS },
      { args: `{"${WORDS}"` },
      { text: WORDS.repeat(20_000) },
    ];
    for (const part of floods) {
      answering = { parts: endless(part) };
      const { text, calls, end, refused } = await collect(server.connection, question);
      const name = JSON.stringify(part).slice(0, 40);
      t.is(refused, undefined, name);
      t.like(end, { finish: 'length', usage: null }, name);
      t.deepEqual(calls, [], name);
      t.true(text.length < 700, `${name}: ${text.length}`);
      if (part.text) t.true(text.length > 300, `${name}: ${text.length}`);
    }
    await until(server.left);
    // A model that nobody has a table of is given more room, but not much.
    answering = { parts: endless({ text: WORDS }) };
    const other = await collect(server.connection, { ...question, model: 'm' });
    t.is(other.end?.finish, 'length');
    t.true(other.text.length < 1_000);
  });

  test(`${kind}: tokens that cannot have been used are not believed`, async (t) => {
    const reports: [Answering['usage'], boolean][] = [
      [{ input: prompt, output: 2 }, true],
      // A server that adds words of its own, and one that has thought.
      [{ input: prompt + 300, output: 90 }, true],
      [{ input: 1e15, output: 2 }, false],
      [{ input: prompt, output: 1e15 }, false],
      [{ input: prompt, output: 200 }, false],
      [{ input: prompt * 100, output: 2 }, false],
      [{ input: 0, output: 0 }, false],
    ];
    let usage: Answering['usage'];
    const { connection } = await answeringServer(t, kind, () => ({ parts: [{ text: 'Hello' }], usage })); // prettier-ignore
    for (const [report, isTrue] of reports) {
      usage = report;
      const { end, text } = await collect(connection, question);
      t.is(text, 'Hello');
      const expected = isTrue && report ? { ...report, cachedInput: 0 } : null;
      t.deepEqual(end?.usage, expected, JSON.stringify(report));
    }
    // Nor that less was used than has come.
    usage = { input: prompt, output: 1 };
    const long = await answeringServer(t, kind, () => ({ parts: [{ text: WORDS.repeat(9) }], usage })); // prettier-ignore
    t.is((await collect(long.connection, question)).end?.usage, null);
  });
}

test('an answer is counted alike in one part and letter by letter, and soon', (t) => {
  const texts = ['An ordinary answer, with 3 sentences. ', '王明在这里。', '😀👍 ', 'ö', '  \n'];
  for (const text of texts) {
    const whole = createMeter({ model: 'gpt-4.1-mini', maxOutputTokens: 32_000 });
    whole.take(text.repeat(2_000));
    const letters = createMeter({ model: 'gpt-4.1-mini', maxOutputTokens: 32_000 });
    for (const letter of text.repeat(2_000)) letters.take(letter);
    t.false(whole.isOver() || letters.isOver(), text);
    t.true(Math.abs(whole.came() - letters.came()) <= whole.came() / 50, text);
  }
  // Exactly as long as was asked for: not over.
  const even = createMeter({ model: 'gpt-4.1-mini', maxOutputTokens: 1_000 });
  for (let n = 0; n < 1_000; n++) even.take(' word');
  t.true(Math.abs(even.came() - 1_000) <= 2);
  t.false(even.isOver());
  even.take(' word'.repeat(100));
  t.true(even.isOver());
  t.true(even.came() < 1_040);
});
