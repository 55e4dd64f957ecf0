import { text } from 'node:stream/consumers';

/** How one answer came: milliseconds until its first words, and until its end. */
export type Timed = { first: number; whole: number };

export type Chat = {
  /** Asks and waits for the whole answer as JSON. */
  ask(question: string): Promise<Timed>;
  /** Asks and reads the answer as a stream. */
  stream(question: string): Promise<Timed>;
};

/** Asks through Assent, each question in a conversation of its own. */
export function throughAssent(url: string, key: string): Chat {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const base = `${url}/api/v1/assistant/conversations`;
  const path = async (): Promise<string> => {
    const answer = await fetch(base, { method: 'POST', headers, body: '{}' });
    if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
    const { id }: { id: string } = await answer.json();
    return `${base}/${id}/messages`;
  };
  return {
    ask: async (content) => timed(await path(), headers, { content }),
    stream: async (content) =>
      timed(await path(), { ...headers, accept: 'text/event-stream' }, { content }, /^event: delta$/m), // prettier-ignore
  };
}

/** Asks the model's server itself. */
export function directly(url: string): Chat {
  const headers = { authorization: 'Bearer bench', 'content-type': 'application/json' };
  const to = `${url}/chat/completions`;
  return {
    ask: (content) => timed(to, headers, bodyOf(content)),
    stream: (content) =>
      timed(to, headers, { ...bodyOf(content), stream: true }, /"content":"[^"]/),
  };
}

const bodyOf = (content: string): object => ({
  model: 'stand-in',
  max_tokens: 1_000,
  messages: [{ role: 'user', content }],
});

/** @param words what the first event with words of the answer has in it */
async function timed(
  url: string,
  headers: Record<string, string>,
  body: object,
  words?: RegExp,
): Promise<Timed> {
  const began = performance.now();
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok || !answer.body) throw new Error(`${answer.status}: ${await answer.text()}`);
  if (!words) {
    const said = await text(answer.body);
    if (!said.includes('I am a stand-in')) throw new Error(`no answer: ${said}`);
    const whole = performance.now() - began;
    return { first: whole, whole };
  }
  let first: number | undefined;
  let said = '';
  for await (const bytes of answer.body) {
    said += Buffer.from(bytes).toString();
    if (first === undefined && words.test(said)) first = performance.now() - began;
  }
  if (first === undefined) throw new Error(`no answer: ${said}`);
  return { first, whole: performance.now() - began };
}
