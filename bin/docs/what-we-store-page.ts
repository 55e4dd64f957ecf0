import { BESIDE, KEPT } from '#domain/retention/kept.ts';
import { RETENTION_KINDS } from '#domain/retention/kinds.ts';
import { KINDS } from '#domain/retention/terms.ts';
import { own } from '#lib/own.ts';
import type { Table } from './catalogue.ts';

const kept = (days: number | null): string =>
  days === null ? 'as long as you want' : `${days} days`;

/**
 * Returns the page of what is stored and for how long, from the kinds of retention and the catalogue.
 * @throws {Error} when a tenant table has neither a kind nor a reason to be kept, or a named table does not exist
 */
export function whatWeStorePage(tables: readonly Table[]): string {
  const comments = new Map(tables.filter(isTenants).map((t) => [t.name, saysOf(t)]));
  const aged = new Set(RETENTION_KINDS.flatMap((kind) => KINDS[kind].tables));
  const unassigned = [...comments.keys()].filter(
    (name) => !aged.has(name) && own(KEPT, name) === undefined,
  );
  const unknown = [...aged, ...Object.keys(KEPT)].filter((name) => !comments.has(name));
  const twice = Object.keys(KEPT).filter((name) => aged.has(name));
  if (unassigned.length)
    throw new Error(`belongs to no kind of retention: ${unassigned.join(', ')}`);
  if (unknown.length) throw new Error(`is no table: ${unknown.join(', ')}`);
  if (twice.length) throw new Error(`is kept and ages: ${twice.join(', ')}`);
  return `${HEAD}
${RETENTION_KINDS.map(section).join('\n')}
## Kept while the organization exists

${list(Object.entries(KEPT).map(([name, why]) => `\`${name}\` (${comments.get(name)}): ${why}.`))}

## Beside the tables

${list(BESIDE)}
`;

  function section(kind: (typeof RETENTION_KINDS)[number]): string {
    const terms = KINDS[kind];
    return `## ${terms.title}

${terms.what}.

${list([
  `Kept ${kept(terms.keepDays)}, counted from when ${terms.since}${terms.keepDays === null ? ' (off unless you decide otherwise)' : ''}.`,
  `An organization may choose ${terms.min} to ${terms.max} days${terms.mayKeep ? ', or to keep it' : ''}: ${lower(terms.why)}.`,
  ...Object.entries(terms.actions).map(([action, means]) => `_${action}_${action === terms.action ? ' (default)' : ''}: ${means}.`),
])}

Tables: ${terms.tables.map((name) => `\`${name}\` (${comments.get(name)})`).join(', ')}.
`; // prettier-ignore
  }
}

const HEAD = `# What we store, and for how long

Made from the kinds and default policies of retention by \`npm run what-we-store\`; a test fails when it is not up
to date, or when a table of an organization is in neither list. What each organization decided itself is at
\`GET /retention-policies\`; how it is carried out is in \`docs/retention.md\`.
`;

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const isTenants = (table: Table): boolean =>
  table.schema === 'public' && table.columns.some((column) => column.name === 'tenant_id');
/** Returns a table's comment without its module. */
const saysOf = (table: Table): string => (table.comment ?? '').replace(/^\[\w+\] /, '');
