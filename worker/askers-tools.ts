import type { AskersTools } from '#domain/assistant/askers-tools.ts';
import type { Services } from '#domain/context.ts';

/** Returns the look-ups of the chat. The operations behind them are loaded with the first question: most workers get none. */
export function askersTools(services: Services): AskersTools {
  let loading: Promise<AskersTools> | undefined;
  const loaded = (): Promise<AskersTools> =>
    (loading ??= import('../api/tools/askers-tools.ts').then(({ createAskersTools }) =>
      createAskersTools(services),
    ));
  return {
    list: async (asker) => (await loaded()).list(asker),
    call: async (asker, name, args) => (await loaded()).call(asker, name, args),
  };
}
