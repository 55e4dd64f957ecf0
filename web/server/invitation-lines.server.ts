import type { PageSession } from '../../api/client-types.ts';
import { INVITED_ROLES as ROLES } from '../../domain/invitations/choices.contract.ts';
import { oneOf } from './fields.server.ts';
import { asProblem, FormRefused } from './problem.server.ts';

/** What became of one line: `said` is why it was not invited. */
export type LineResult = { line: string; said: string | null };

type Role = (typeof ROLES)[number];

/** More lines in one form would take longer than a browser waits. */
const MOST = 100;

/**
 * Invites the people of pasted lines, each an address, or an address and a role as a table has them; a heading is left
 * out. One line that cannot be invited stops no other.
 * @throws FormRefused for no line, or too many
 */
export async function inviteLines(
  { invitations }: PageSession['api'],
  typed: string,
  role: Role,
): Promise<LineResult[]> {
  const lines = linesOf(typed);
  if (!lines.length) throw refused('must have at least one line with an address');
  if (lines.length > MOST) throw refused(`must have at most ${MOST} lines; invite the rest next`);
  const results: LineResult[] = [];
  for (const line of lines) results.push({ line, said: await invite(line) });
  return results;

  async function invite(line: string): Promise<string | null> {
    const [email = '', own] = cellsOf(line);
    const theirs = own ? oneOf(own.toLowerCase(), ROLES) : role;
    if (!theirs) return `“${own}” is not a role`;
    try {
      await invitations.create({ body: { email, role: theirs } });
      return null;
    } catch (error) {
      const problem = asProblem(error);
      if (!problem || problem.status === 503) throw error;
      const [first] = problem.detail.errors ?? [];
      return first ? `The ${first.path === 'role' ? 'role' : 'address'} ${first.message}` : problem.message; // prettier-ignore
    }
  }
}

const refused = (message: string) =>
  new FormRefused('Nobody was invited', [{ path: 'lines', message }]);

/** Returns the lines with something in them, without a heading. */
function linesOf(typed: string): string[] {
  const lines = typed
    .split(/\r?\n|\r/)
    .map((line) => line.trim())
    .filter(Boolean);
  const isHeading = lines[0] !== undefined && !lines[0].includes('@') && lines.length > 1;
  return isHeading ? lines.slice(1) : lines;
}

/** Returns the cells of a line: between commas, semicolons or tabs, without quotes. */
const cellsOf = (line: string): string[] =>
  line.split(/[,;\t]/).map((cell) => cell.trim().replaceAll(/^"|"$/g, '').trim());
