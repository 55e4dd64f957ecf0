import type { Asker, AskersTools, LookedUp } from '#domain/assistant/askers-tools.ts';
import type { Context, Services } from '#domain/context.ts';
import { recordToolCall } from '#domain/audit/record-tool-call.ts';
import { callerNow } from '#domain/identity/caller-now.ts';
import { own, setOwn } from '#lib/own.ts';
import { asAppError } from '../middleware/translate.ts';
import type { ApiServices } from '../operation.ts';
import { callTool } from './call.ts';
import { chatTools, specsFor } from './chat-tools.ts';
import { pageOf } from './chat.ts';
import { REVEAL } from './tools.ts';

const NEVER_CLEAR =
  'The assistant never sees unmasked personal data, whoever asks. Ask without the argument reveal';

/** Rows of a list, where the model does not say how many. */
const ROWS = 20;

/**
 * Creates the look-ups of the chat, for a process without an API of its own. A question may be answered after its asker
 * has lost a right, so it is looked up each time what they may do.
 * @param now finds an asker with their permissions at this moment
 */
export function createAskersTools(services: Services, now = callerNow): AskersTools {
  const forReading = readerServices(services);
  const readerNow = async (asker: Asker): Promise<Context | null> => {
    const ctx = await now(services, asker);
    return ctx?.permissions.has('assistant:use') ? withoutClear(ctx) : null;
  };
  return {
    async list(asker) {
      const ctx = await readerNow(asker);
      return ctx ? specsFor(ctx) : [];
    },
    async call(asker, name, args): Promise<LookedUp> {
      const found = chatTools().find(({ tool }) => tool.name === name);
      if (!found) return { is: 'refused', problem: 'There is no tool of this name' };
      const ctx = await readerNow(asker);
      if (!ctx) return { is: 'refused', problem: 'Whoever asks may not see this any more' };
      const { entry, tool } = found;
      // Also where it was not told of this argument.
      if (own(args, REVEAL) !== undefined) {
        await recordToolCall(services, ctx, name, 'forbidden');
        return { is: 'refused', problem: NEVER_CLEAR };
      }
      const asked = { ...args };
      if (entry.takes.includes('limit') && own(asked, 'limit') === undefined) {
        setOwn(asked, 'limit', ROWS);
      }
      try {
        const answer = await callTool(tool, forReading, ctx, asked);
        const source = { tool: name, title: entry.title, page: pageOf(entry, asked) };
        return { is: 'found', answer, source };
      } catch (thrown) {
        const error = asAppError(thrown);
        if (!error) throw thrown;
        const fields = error.detail.errors?.map(({ path, message }) => `${path} ${message}`) ?? [];
        return { is: 'refused', problem: [error.message, ...fields].join('; ') };
      }
    },
  };
}

/** Nothing that a model gets is ever in clear, whatever it asks for. */
const withoutClear = (ctx: Context): Context => ({
  ...ctx,
  permissions: new Set([...ctx.permissions].filter((one) => one !== 'pii:read')),
});

/** What operations work with, without what only the API's process has; the tools of the chat need none of that. */
const readerServices = (services: Services): ApiServices => ({
  ...services,
  get identity(): never {
    throw new Error('this process has no sign-in');
  },
  get sendTogether(): never {
    throw new Error('this process sends nothing for the API');
  },
});
