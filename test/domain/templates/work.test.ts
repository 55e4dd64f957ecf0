import test from 'ava';
import { bodyHtml } from '#domain/templates/body-html.ts';
import { positionIn } from '#domain/templates/positions.ts';
import { compileTemplate } from '#domain/templates/render.ts';
import { MOST_COUNTED, smsSize } from '#domain/templates/segments.ts';

/** Milliseconds this thread worked: others of the machine do not count. */
function work(doIt: () => unknown): number {
  const before = process.threadCpuUsage();
  doIt();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

test('reading a text grows with its length, not with its square', (t) => {
  const values = '{{a}}'.repeat(40_000);
  // Half a second; ten where each variable looks for its line from the beginning.
  t.true(work(() => compileTemplate({ channel: 'sms', category: 'transactional', body: values })) < 4_000); // prettier-ignore
  // A tenth of a second.
  t.true(work(() => bodyHtml('x\n\n'.repeat(60_000))) < 3_000);
});

test('a text is counted up to a length, and never beyond it', (t) => {
  t.is(smsSize('x'.repeat(MOST_COUNTED)).segments, 42);
  t.throws(() => smsSize('x'.repeat(MOST_COUNTED + 1)), { instanceOf: RangeError });
});

test('a place in a text is a line and a column', (t) => {
  for (const text of ['', 'abc', '\n', 'a\nbc\n\nd', '\n\na']) {
    let [line, column] = [1, 1];
    for (let at = 0; at <= text.length; at += 1) {
      t.deepEqual(positionIn(text, at), [line, column], `${JSON.stringify(text)} ${at}`);
      if (text[at] === '\n') [line, column] = [line + 1, 1];
      else column += 1;
    }
  }
});
