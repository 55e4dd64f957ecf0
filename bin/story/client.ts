import { setTimeout as sleep } from 'node:timers/promises';

/** A client of the public API. It does not validate answers. */
export type StoryClient = {
  get<T>(path: string): Promise<T>;
  /** Sends a form as multipart, anything else as JSON. */
  post<T>(path: string, body: unknown): Promise<T>;
  /** Returns the newest code in the inbox for an address. */
  code(to: string): Promise<string>;
  until<T>(look: () => Promise<T>, done: (value: T) => boolean): Promise<T>;
};

const PATIENCE = 60_000;

export function storyClient({ url, apiKey }: { url: string; apiKey: string }): StoryClient {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const json = body !== undefined && !(body instanceof FormData);
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(json ? { 'content-type': 'application/json' } : {}),
      },
      ...(body === undefined
        ? {}
        : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok)
      throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    until,
    async code(to) {
      const found = await until(
        () =>
          call<{ data: { text: string }[] }>(
            'GET',
            `/dev/inbox?to=${encodeURIComponent(to)}&limit=5`,
          ),
        ({ data }) => data.some(({ text }) => CODE.test(text)),
      );
      const text = found.data.find((item) => CODE.test(item.text))?.text ?? '';
      return CODE.exec(text)?.[0] ?? '';
    },
  };
}

async function until<T>(look: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const value = await look();
    if (done(value)) return value;
    if (Date.now() > end) throw new Error('it took longer than a minute');
    await sleep(150);
  }
}

const CODE = /\b\d{6}(\d{2})?\b/;
