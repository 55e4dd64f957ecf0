import { z } from 'zod';
import type { ChatMessage } from '../assistant/adapter.ts';

/*
 * What the stand-in answers where it has a task, not a chat: JSON as the task's rules describe it. It changes texts
 * by rules of thumb and signs each. Words in square brackets in a text tell it to misbehave; see docs/assistant.md.
 */
type Asked = {
  body: string;
  subject?: string | undefined;
  count: number;
  most_characters: number;
  to: string;
  tone: string;
};
type Text = { subject?: string; body?: string };

const asked = z.object({
  body: z.string().default(''),
  subject: z.string().optional(),
  count: z.number().int().min(1).max(10).default(1),
  most_characters: z.number().default(160),
  to: z.string().default(''),
  tone: z.string().default(''),
});

const MARK = /⟦\d+⟧/g;
const NAME = 'Stand-in';

/** Each task by words of its rules. */
const TASKS: readonly { says: string; texts(asked: Asked): Text[] }[] = [
  { says: 'Suggest subject lines for it.', texts: subjectLines },
  { says: 'Write it shorter', texts: shorter },
  { says: 'Translate both from the language', texts: (one) => [signed(one, one.to)] },
  { says: 'Write both in the tone', texts: (one) => [signed(one, one.tone.split(' ')[0] ?? '')] },
];

/** Returns the answer to a task; null: this is a chat. */
export function taskAnswer(messages: readonly ChatMessage[]): string | null {
  const rules = messages.find(({ role }) => role === 'system')?.content ?? '';
  const task = TASKS.find(({ says }) => rules.includes(says));
  const question = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const read = task && asked.safeParse(jsonOf(question));
  if (!task || !read?.success) return null;
  const told = (word: string): boolean => question.includes(`[${word}]`);
  const texts = task.texts(
    told('ignore-length') ? { ...read.data, most_characters: 1_600 } : read.data,
  );
  const of = (words: string): string => misbehaved(words, told);
  const changed = texts.map(({ subject, body }): Text => ({
    ...(subject === undefined ? {} : { subject: of(subject) }),
    ...(body === undefined ? {} : { body: of(body) }),
  }));
  const answer = JSON.stringify({ suggestions: changed });
  if (told('broken-json')) return answer.slice(0, -10);
  return told('chatty') ? `Of course!\n\`\`\`json\n${answer}\n\`\`\`\nAnything else?` : answer;
}

function misbehaved(text: string, told: (word: string) => boolean): string {
  const marks = told('lose-marks') ? text.replaceAll(MARK, '') : text;
  return [
    marks,
    ...(told('invent-mark') ? ['⟦99⟧'] : []),
    ...(told('invent-value') ? ['{{ contact.email }}'] : []),
    ...(told('invent-link') ? ['https://evil.example/now'] : []),
    ...(told('invent-markup') ? ['<img src="https://evil.example">'] : []),
  ].join(' ');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const wordsOf = (text: string): string[] =>
  text
    .replaceAll(MARK, ' ')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));

function subjectLines({ body, count }: Asked): Text[] {
  const words = wordsOf(body);
  return Array.from({ length: count }, (_, i) => ({
    subject: `${NAME} ${i + 1}: ${words.slice(i, i + 5).join(' ') || 'a subject'}`,
  }));
}

/** Words with a digit or all in capitals (`STOP`), and the sentence that such capitals stand in. */
const FACT = /\p{Nd}/u;
const CAPITALS = /(?<![\p{L}\p{N}])\p{Lu}{3,}(?![\p{L}\p{N}])/u;

/** Leaves words out from the end. All marks stay, and what readers rely on, unless it is told to lose that. */
function shorter({ body, count, most_characters: most }: Asked): Text[] {
  const losesFacts = body.includes('[lose-facts]');
  const parts = body.split(/(?<=[.!?]\s)/).flatMap((sentence) => {
    const isKept = CAPITALS.test(sentence);
    return sentence
      .split(/(\s+|⟦\d+⟧)/)
      .flatMap((part) =>
        part.trim() ? [{ part, kept: !losesFacts && (isKept || FACT.test(part)) }] : [],
      );
  });
  return Array.from({ length: count }, (_, i) => {
    const sign = `${NAME}${i ? ` ${i + 1}` : ''}:`;
    // A space before each word and each mark.
    const room = (part: string): number => part.length + 2 + i;
    const facts = parts.filter(({ part, kept }) => kept && !part.startsWith('⟦'));
    let left = most - sign.length - facts.reduce((sum, { part }) => sum + room(part), 0);
    const chosen = parts.flatMap(({ part, kept }) => {
      if (kept || part.startsWith('⟦')) return [part];
      left -= room(part);
      return left >= 0 ? [part] : [];
    });
    return { body: [sign, ...chosen].join(' ').replaceAll(/ (?=[,.!?;:])/g, '') };
  });
}

const signed = ({ subject, body }: Asked, how: string): Text => ({
  ...(subject === undefined ? {} : { subject: `${NAME} (${how}): ${subject}` }),
  body: `${NAME} (${how}): ${body}`,
});
