import test from 'ava';
import { subjectLines } from '#domain/assistant/tasks/editor.ts';
import { readAnswer } from '#domain/assistant/tasks/read-answer.ts';

const JSON_TEXT = '{"suggestions": [{"subject": "Two days left"}]}';
const READ = { suggestions: [{ subject: 'Two days left' }] };

test('JSON is found in whatever a model writes around it', (t) => {
  for (const text of [
    JSON_TEXT,
    `\`\`\`json\n${JSON_TEXT}\n\`\`\``,
    `Here you are {as you asked}:\n${JSON_TEXT}\nAnything else?`,
    `{"thought": "short {and} \\"quoted\\""}\n${JSON_TEXT}`,
    '{"suggestions": [{"subject": " Two days left ", "why": "it is short"}], "more": 1}',
  ]) {
    t.deepEqual(readAnswer(subjectLines, text), READ, text);
  }
  const broken = '{"suggestions": [{"subject": "Two\ndays\tleft"}]}';
  t.deepEqual(readAnswer(subjectLines, broken), { suggestions: [{ subject: 'Two\ndays\tleft' }] });
});

test('what is no answer is none, and hostile text takes no time', (t) => {
  for (const text of [
    '',
    'I cannot do that.',
    '[]',
    '{}',
    '{"suggestions": []}',
    '{"suggestions": [{"subject": 3}]}',
    JSON_TEXT.slice(0, -2),
    '{"suggestions": [{"subject": "a"}, {"body": "b"}]}',
    '{'.repeat(400_000),
    '{"'.repeat(200_000),
  ]) {
    t.is(readAnswer(subjectLines, text), undefined, text.slice(0, 60));
  }
});
