import { isOpened, OPENED } from './close.ts';
import { eventsOf } from './events.ts';

/** Why something did not come, by its words. */
export type Why =
  | 'month' | 'session' | 'network' | 'busy' | 'too_long' | 'unavailable' | 'offline' | 'answering' | 'over' | 'off'
  | 'invalid'; // prettier-ignore

export type Message = {
  id: string;
  role: 'user' | 'assistant';
  status: 'done' | 'answering' | 'partial' | 'failed' | 'canceled';
  content: string;
  failure: Why | null;
};

/** What the API refuses. `backAt`: when it may be tried again. */
export class Refused extends Error {
  readonly why: Why;
  readonly backAt: Date | null;
  constructor(why: Why, backAt: Date | null = null) {
    super(why);
    this.why = why;
    this.backAt = backAt;
  }
}

/**
 * The token of the session, in this tab. Where the browser stores nothing for frames of other sites it is kept in the
 * name of the frame, so that it lasts while the frame does. A window of its own has it in memory: its name may come from
 * any site, which would then know the conversation.
 */
export function tokenIn(widget: string): { get(): string | null; set(token: string | null): void } {
  const name = `assent-widget:${widget}`;
  let held: string | null = null;
  return {
    get() {
      try {
        return sessionStorage.getItem(name);
      } catch {
        return held ?? (isOpened() ? window.name.slice(OPENED.length + 1) || null : null);
      }
    },
    set(token) {
      try {
        if (token === null) sessionStorage.removeItem(name);
        else sessionStorage.setItem(name, token);
      } catch {
        held = token;
        if (isOpened()) window.name = `${OPENED} ${token ?? ''}`;
      }
    },
  };
}

export type WidgetApi = ReturnType<typeof widgetApi>;

/** The API for visitors of one widget. All functions throw `Refused`. */
export function widgetApi(widget: string) {
  const token = tokenIn(widget);
  const call = async (method: string, path: string, more: RequestInit = {}): Promise<Response> => {
    const held = token.get();
    const headers = new Headers(more.headers);
    if (held !== null) headers.set('Authorization', `Bearer ${held}`);
    const url = `/api/v1/public/widgets/${encodeURIComponent(widget)}${path}`;
    let response: Response;
    try {
      response = await fetch(url, { ...more, method, headers, credentials: 'omit' });
    } catch {
      throw new Refused('offline');
    }
    if (!response.ok) throw await refusal(response, path);
    return response;
  };
  const begin = async (): Promise<void> => {
    token.set(null);
    const { token: made } = await (await call('POST', '/sessions')).json();
    token.set(String(made));
  };
  return {
    hasSession: () => token.get() !== null,
    forget: () => token.set(null),
    begin,
    async messages(): Promise<Message[]> {
      return (await (await call('GET', '/messages')).json()).data;
    },
    /** Asks; the answer that begins is followed by its id. */
    async ask(content: string): Promise<Message> {
      if (token.get() === null) await begin();
      const body = JSON.stringify({ content, wait: false });
      const headers = { 'Content-Type': 'application/json' };
      return (await call('POST', '/messages', { headers, body })).json();
    },
    /** Follows an answer to its end, from its first word. @param shown is told the text so far */
    async follow(id: string, shown: (text: string) => void, signal: AbortSignal): Promise<Message> {
      const headers = { Accept: 'text/event-stream' };
      const { body } = await call('GET', `/messages/${id}`, { headers, signal });
      let text = '';
      if (body) {
        for await (const { event, data } of eventsOf(body)) {
          if (event === 'done') return data as Message; // the API's own schema says so
          if (event === 'error') throw new Refused(whyIn(data));
          text += textIn(data);
          shown(text);
        }
      }
      throw new Refused('offline');
    },
  };
}

async function refusal(response: Response, path: string): Promise<Refused> {
  const { status, headers } = response;
  const problem: unknown = await response.json().catch(() => null);
  const seconds = Number(headers.get('Retry-After'));
  const backAt = seconds > 0 ? new Date(Date.now() + seconds * 1_000) : null;
  if (status === 401) return new Refused('over');
  if (status === 404 || status === 410) return new Refused('off');
  if (status === 413) return new Refused('invalid');
  if (status === 409) return new Refused('answering');
  if (status === 422) return new Refused(/"too long|too long for/.test(JSON.stringify(problem)) ? 'too_long' : 'invalid'); // prettier-ignore
  if (status !== 429) return new Refused('unavailable');
  return path === '/sessions'
    ? new Refused('network', backAt)
    : new Refused(whyIn(problem), backAt);
}

/** The reason in problem details. */
function whyIn(problem: unknown): Why {
  const reason = typeof problem === 'object' && problem !== null && 'reason' in problem ? problem.reason : ''; // prettier-ignore
  if (reason === 'month' || reason === 'session') return reason;
  return reason === 'model_busy' ? 'busy' : 'unavailable';
}

function textIn(data: unknown): string {
  const isPart = typeof data === 'object' && data !== null && 'text' in data;
  return isPart && typeof data.text === 'string' ? data.text : '';
}
