import type { Context } from '#domain/context.ts';
import type { Permission } from '#domain/permissions.ts';
import type { NamedOperation } from '../http.ts';
import type { Operation } from '../operation.ts';
import { fieldsThatNeed } from '../seen-by.ts';
import { inputSchema, type InputSchema } from './input-schema.ts';
import { onlyReads } from './reads.ts';

/** A read-only operation as a tool that a language model can call. */
export type Tool = {
  /** The operation's id in letters that every model accepts: `campaigns_list`. */
  name: string;
  description: string;
  inputSchema: InputSchema;
  /** Arguments that need a permission of their own. */
  needs: readonly { name: string; permission: Permission }[];
  op: Operation;
};

/** The argument that asks for personal data in clear, in every operation that has it. */
export const REVEAL = 'reveal';

/** Makes tools of the operations that only read, in their order. */
export const toolsOf = (operations: readonly NamedOperation[]): Tool[] =>
  operations.flatMap(({ id, op }) =>
    onlyReads(op)
      ? [
          {
            name: id.replaceAll('.', '_'),
            description: op.summary,
            inputSchema: inputSchema(op),
            needs: needsOf(op),
            op,
          },
        ]
      : [],
  );

function needsOf(op: Operation): Tool['needs'] {
  const fields = [...fieldsThatNeed(op.query), ...fieldsThatNeed(op.body)];
  return [...fields, { name: REVEAL, permission: 'pii:read' }];
}

/** Returns the tools that a caller may use, each with the arguments that they may give. */
export const toolsFor = (tools: readonly Tool[], { permissions }: Context): Tool[] =>
  tools.flatMap((tool) => {
    const { permission } = tool.op;
    if (permission && !permissions.has(permission)) return [];
    const barred = new Set(
      tool.needs.flatMap((need) => (permissions.has(need.permission) ? [] : [need.name])),
    );
    const { properties, ...rest } = tool.inputSchema;
    if (rest.required?.some((name) => barred.has(name))) return [];
    const left = Object.entries(properties).filter(([name]) => !barred.has(name));
    return [{ ...tool, inputSchema: { ...rest, properties: Object.fromEntries(left) } }];
  });
