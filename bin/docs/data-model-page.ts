import { format } from 'prettier';
import type { Table } from './catalogue.ts';

const MODULES = {
  identity: 'Organizations and who works in them',
  contacts: 'People',
  consent: 'Consent',
  verification: 'Verification',
  templates: 'Templates',
  messaging: 'Messages',
  campaigns: 'Campaigns',
  forms: 'Forms',
  audit: 'Audit',
  retention: 'Retention and holds',
  privacy: "A person's rights",
  assistant: 'The assistant',
  keys: 'Keys',
  platform: 'Platform',
} as const;
type Module = keyof typeof MODULES;

/**
 * Reads a table's module and description from its comment.
 * @throws {Error} naming the table whose comment has no module
 */
function moduleOf({ schema, name, comment }: Table): { module: Module; says: string } {
  const [, module, says] = /^\[(\w+)\] (.+)$/s.exec(comment ?? '') ?? [];
  if (!says || !module || !isModule(module)) {
    throw new Error(
      `${schema}.${name} needs a comment "[module] what one row is"; modules: ${Object.keys(MODULES).join(', ')}`,
    );
  }
  return { module, says };
}

const isModule = (name: string): name is Module => Object.hasOwn(MODULES, name);

/** Returns the page docs/data-model.md. */
export function dataModelPage(tables: readonly Table[]): Promise<string> {
  const described = tables.map((table) => ({ ...table, ...moduleOf(table) }));
  const parts = Object.entries(MODULES).flatMap(([module, title]) => {
    const own = described.filter((table) => table.module === module);
    return own.length ? [`## ${title}`, '', diagram(own), '', listOf(own), ''] : [];
  });
  return format([INTRODUCTION, ...parts].join('\n'), { parser: 'markdown', printWidth: 110, proseWrap: 'always' }); // prettier-ignore
}

const INTRODUCTION = `# Data model

Made from the database by \`npm run data-model\`; a test fails when it is not up to date. Every table of the schema
\`public\` belongs to one organization: its primary key and its references begin with \`tenant_id\` (left out of the
diagrams), and row security shows a role only the organization its transaction is bound to. Schema \`auth\` is the
identity library's, under a role of its own; \`limits\` is the platform's.

**Personal data** is in columns \`…_enc\` (encrypted: AES-256-GCM, bound to its row) and, for exact look-up, in
\`…_bidx\` and \`search_tokens\` (keyed hashes). *Added to only* means that the runtime role can neither change nor
delete a row; retention and erasure work under the role \`assent_keeper\`.
`;

const encrypted = (name: string): boolean => name.endsWith('_enc');
const hashed = (name: string): boolean => /_bidx$|^search_tokens$|_hash$/.test(name);

function diagram(tables: readonly Table[]): string {
  const lines = tables.flatMap((table) => [
    ...table.references.map(
      ({ to, by, optional }) =>
        `  ${to} ${optional ? '|o' : '||'}--o{ ${table.name} : "${by.join(', ')}"`,
    ),
    `  ${table.name} {`,
    ...table.columns.map((column) => `    ${columnLine(table, column)}`),
    '  }',
  ]);
  return ['```mermaid', 'erDiagram', ...lines, '```'].join('\n');
}

/** Returns a type as one word, as Mermaid requires. */
const shortType = (type: string): string =>
  type.replace('timestamp with time zone', 'timestamptz').replaceAll(/[^\w[\]]+/g, '_');

function columnLine(table: Table, { name, type, key }: Table['columns'][number]): string {
  const refers = table.references.some(({ by }) => by.includes(name));
  const marks = [key ? 'PK' : '', refers ? 'FK' : ''].filter(Boolean).join(', ');
  const note = encrypted(name) ? ' "encrypted"' : hashed(name) ? ' "keyed hash"' : '';
  return `${shortType(type)} ${name}${marks ? ` ${marks}` : ''}${note}`;
}

function listOf(tables: readonly (Table & { says: string })[]): string {
  const rows = tables.map((table) => {
    const personal = table.columns.map(({ name }) => name).filter((n) => encrypted(n) || hashed(n));
    const name = table.schema === 'public' ? table.name : `${table.schema}.${table.name}`;
    const notes = [
      table.append_only ? 'added to only' : '',
      personal.length ? personal.map((column) => `\`${column}\``).join(', ') : '',
    ].filter(Boolean);
    return `| \`${name}\` | ${table.says} | ${notes.join('; ')} |`;
  });
  return ['| table | one row is | notes |', '| --- | --- | --- |', ...rows].join('\n');
}
