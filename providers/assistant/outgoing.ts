import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, EnvHttpProxyAgent, fetch as send, type Dispatcher } from 'undici';
import { isLoopbackHost } from '#lib/network.ts';
import { isPublicAddress, outgoingUrlFault } from '#lib/outgoing.ts';

/*
 * The only way out for the clients of language models. Own code around undici: the clients follow redirects, connect to
 * any address, read answers of any size, and send headers about this machine.
 */

/** The address is of this machine or network, which this connection may not call. */
export class InternalAddress extends Error {
  override readonly name = 'InternalAddress';
  readonly code = 'EINTERNAL';
}

/** The server did not answer as such a server does: another content type, or too much. */
export class StrangeAnswer extends Error {
  override readonly name = 'StrangeAnswer';
  readonly code = 'ESTRANGE';
}

export type OutgoingOptions = {
  internalAllowed: boolean;
  /** Most bytes of a whole answer. */
  mostBytes: number;
  /** Called whenever something arrives. */
  onBytes: () => void;
};

/** The part of `fetch` that the clients use. */
type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Most bytes of an answer that is an error. */
const LARGEST_ERROR = 64 * 1024;

/** Headers that go out. The clients also describe this machine and read more of them from the environment. */
const SENT = ['accept', 'authorization', 'content-type', 'x-api-key', 'anthropic-version'];

/** Returns a `fetch` for one call. Follows no redirect: the answer to it is the redirect itself. */
export function outgoing(options: OutgoingOptions): Fetch {
  return async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    const fault = outgoingUrlFault(url, options.internalAllowed);
    if (fault) throw new InternalAddress(fault);
    const given = new Headers(init.headers);
    const headers = new Headers({ 'user-agent': 'Assent' });
    for (const name of SENT) {
      const value = given.get(name);
      if (value !== null) headers.set(name, value);
    }
    const answer = await send(url, {
      method: init.method ?? 'GET',
      headers: [...headers],
      body: typeof init.body === 'string' ? init.body : null,
      signal: init.signal ?? null,
      redirect: 'manual',
      dispatcher: options.internalAllowed ? anywhere(url) : publicOnly(),
    });
    options.onBytes();
    if (answer.ok && !/^text\/event-stream\b/i.test(answer.headers.get('content-type') ?? '')) {
      await answer.body?.cancel();
      throw new StrangeAnswer('not an event stream');
    }
    const most = answer.ok ? options.mostBytes : LARGEST_ERROR;
    return new Response(answer.body && counted(answer.body, most, options.onBytes), {
      status: answer.status,
      headers: [...answer.headers],
    });
  };
}

/** Passes bytes on, up to a limit. Closes the connection when nobody reads on. */
function counted(
  body: AsyncIterable<Uint8Array | undefined>,
  most: number,
  onBytes: () => void,
): ReadableStream<Uint8Array> {
  const parts = body[Symbol.asyncIterator]();
  let size = 0;
  return new ReadableStream({
    async pull(to) {
      const { done, value } = await parts.next();
      if (done) return to.close();
      onBytes();
      size += value?.length ?? 0;
      if (size > most) {
        await parts.return?.();
        throw new StrangeAnswer('too much');
      }
      to.enqueue(value ?? new Uint8Array());
    },
    async cancel() {
      await parts.return?.();
    },
  });
}

/** Time limits are the caller's (providers/assistant/bounded.ts), so undici has none but that for connecting. */
const PATIENCE = { headersTimeout: 0, bodyTimeout: 0, allowH2: false };
const CONNECT_MS = 10_000;
let direct: Agent | undefined;
let proxied: EnvHttpProxyAgent | undefined;
let guarded: Agent | undefined;

/** Through the proxy of the environment (HTTPS_PROXY, NO_PROXY) if there is one, but not to this machine. */
function anywhere(url: string): Dispatcher {
  const options = { ...PATIENCE, connect: { timeout: CONNECT_MS } };
  if (isLoopbackHost(new URL(url).host)) return (direct ??= new Agent(options));
  return (proxied ??= new EnvHttpProxyAgent(options));
}

/** Without a proxy, which would look up names itself. */
const publicOnly = (): Dispatcher =>
  (guarded ??= new Agent({
    ...PATIENCE,
    connect: { timeout: CONNECT_MS, lookup: publicLookup(systemLookup) },
  }));

type Resolve = (
  host: string,
  options: { all: true; family?: number },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Returns a look-up that fails for names with any address outside the public internet. The connection is made to the
 * very addresses that were checked, so a name cannot change its meaning in between (DNS rebinding).
 */
export function publicLookup(resolve: Resolve): LookupFunction {
  return (host, options, done) => {
    const family = options.family === 4 || options.family === 6 ? { family: options.family } : {};
    resolve(host, { all: true, ...family }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return done(error ?? new Error('no address'), '', 0);
      if (!addresses.every(({ address }) => isPublicAddress(address))) {
        return done(new InternalAddress('an internal address'), '', 0);
      }
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });
  };
}
