import type { ToolSpec } from '#domain/assistant/askers-tools.ts';
import type { Context } from '#domain/context.ts';
import { own } from '#lib/own.ts';
import { CHAT, type ChatEntry } from './chat.ts';
import { REVEAL, toolsFor, toolsOf, type Tool } from './tools.ts';

export type ChatTool = { entry: ChatEntry; tool: Tool };

let made: readonly ChatTool[] | undefined;

/** Returns the tools of the chat, made at the first call. @throws {Error} for one that is no read-only operation */
export const chatTools = (): readonly ChatTool[] =>
  (made ??= CHAT.map((entry) => {
    const [tool] = toolsOf([entry]);
    if (!tool) throw new Error(`${entry.id} does not only read`);
    return { entry, tool };
  }));

/** Returns what a caller may look up in the chat, in as few words as a model needs. */
export const specsFor = (ctx: Context): ToolSpec[] =>
  chatTools().flatMap(({ entry, tool }) => {
    const [allowed] = toolsFor([tool], ctx);
    return allowed ? [specOf(entry, allowed)] : [];
  });

function specOf(
  { title, words, takes }: ChatEntry,
  { name, inputSchema: { properties, required }, op }: Tool,
): ToolSpec {
  const names = [...Object.keys(op.params?.shape ?? {}), ...takes].filter((one) => one !== REVEAL);
  const offered = names.flatMap((one): [string, object][] => {
    const schema = own(properties, one);
    return schema ? [[one, shortOf(one, schema, name)]] : [];
  });
  return {
    name,
    title,
    description: words,
    parameters: {
      type: 'object',
      properties: Object.fromEntries(offered),
      ...(required?.length ? { required } : {}),
    },
  };
}

/** Where an id comes from. */
const IDS: Readonly<Record<string, string>> = {
  contact_id: 'contacts_list',
  campaign_id: 'campaigns_list',
  segment_id: 'segments_list',
};
/** Operations whose `id` is of another list than their own. */
const OF: Readonly<Record<string, string>> = {
  whys_message: 'messages_list',
  whys_campaign: 'campaigns_list',
};

/** The type, the words there are, and where an id comes from; bounds are checked by the operation. */
function shortOf(name: string, schema: object, tool: string): object {
  const { type = 'string', enum: words } = { type: undefined, enum: undefined, ...schema };
  if (words) return { enum: words };
  const list = name === 'id' ? (own(OF, tool) ?? tool.replace(/_.*/, '_list')) : own(IDS, name);
  if (list) return { type: 'string', description: `id of ${list}` };
  return { type };
}
