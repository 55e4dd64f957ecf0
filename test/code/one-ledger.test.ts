import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import ts from 'typescript';

/*
 * One module changes the state of messages: domain/message-ledger. Its table of moves lists what is allowed. A statement
 * elsewhere that inserts a message or sets one of these columns would be a move that the table does not know.
 */
const MODULE = 'domain/message-ledger/';
const FOLDERS = ['domain', 'api', 'activities', 'models', 'workflows', 'runtime', 'worker', 'temporal', 'bin']; // prettier-ignore
const STATE = new Set(['status', 'claim', 'held', 'not_before', 'attempts']);

/** Stands for an interpolated expression. */
const PUT_IN = '¤';

/** Returns the changes of a message's state in one SQL text. */
function inSql(sql: string): string[] {
  const found: string[] = [];
  for (const [text] of sql.matchAll(/\b(insert\s+into|merge\s+into|copy)\s+(public\.)?"?messages\b/gi)) {
    found.push(text);
  } // prettier-ignore
  for (const update of sql.matchAll(/\bupdate\s+(?:only\s+)?(?:public\.)?("?messages"?|¤)(?=\s)/gi)) {
    const rest = sql.slice(update.index);
    const set = /\bset\s/i.exec(rest);
    if (!set) continue;
    const mine = update[1] !== PUT_IN;
    for (const target of targets(rest.slice(set.index + set[0].length))) {
      const names = target.match(/\w+|¤/g) ?? [];
      if (names.some((name) => STATE.has(name) || (mine && name === PUT_IN))) {
        found.push(`${update[0]} … ${target.trim().replaceAll(PUT_IN, '${…}')}`);
      }
    }
  } // prettier-ignore
  return found;
}

/** Returns the targets of a `set` clause: what is before the `=` of each assignment. */
function targets(set: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const token of set.match(/'[^']*'|\w+|[^]/g) ?? []) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (depth < 0 || (depth === 0 && /^(from|where|returning)$/i.test(token))) break;
    if (depth === 0 && token === ',') parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts.map((part) => part.split('=')[0] ?? '');
}

function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map((span) => PUT_IN + span.literal.text).join('');
}

const WRITES =
  /^(insert|update|upsert|patch|increment|decrement|merge)(Graph|And|$)|^(increment|decrement)$/;
const TABLE = /^(public\.)?messages\b/;

/** Returns which table a chain of calls is about: `messages`, one whose name is not literal, or another. */
function rootOf(node: ts.Node, known: ReadonlySet<string>): 'messages' | 'unknown' | 'other' {
  if (ts.isIdentifier(node)) return known.has(node.text) ? 'messages' : 'other';
  if (ts.isPropertyAccessExpression(node)) {
    return node.expression.getText() === 'Message' ? 'messages' : rootOf(node.expression, known);
  }
  if (ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node)) {
    return rootOf(node.expression, known);
  }
  if (!ts.isCallExpression(node)) return 'other';
  const [table] = node.arguments;
  const { expression: callee } = node;
  const takesTable =
    ts.isIdentifier(callee) ||
    (ts.isPropertyAccessExpression(callee) &&
      /^(from|into|table|withSchema)$/.test(callee.name.text));
  if (takesTable && table) {
    const text = textOf(table);
    if (text === null && ts.isIdentifier(callee)) return 'unknown';
    if (text !== null && TABLE.test(text)) return 'messages';
  }
  return rootOf(callee, known);
}

/** Whether the written columns leave the state alone; null if that cannot be seen. */
function leavesState(argument: ts.Expression | undefined): boolean | null {
  if (argument && ts.isStringLiteralLike(argument)) return !STATE.has(argument.text);
  if (!argument || !ts.isObjectLiteralExpression(argument)) return null;
  let clear: boolean | null = true;
  for (const property of argument.properties) {
    if (!property.name || ts.isComputedPropertyName(property.name)) clear = null;
    else if (STATE.has(property.name.text)) return false;
  }
  return clear;
}

/** Returns the places in a file that change a message's state, as `line: what`. */
function moving(file: string, code: string): string[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const known = new Set<string>();
  const tell = (node: ts.Node, what: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${line + 1}: ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.name)) {
      if (rootOf(node.initializer, known) === 'messages') known.add(node.name.text);
    }
    const text = textOf(node);
    if (text !== null) for (const what of inSql(text)) tell(node, what);
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression: chain } = node.expression;
      const root = WRITES.test(name.text) ? rootOf(chain, known) : 'other';
      const leaves = leavesState(node.arguments[name.text.startsWith('patchAndFetchById') ? 1 : 0]);
      const inserts = name.text.startsWith('insert') || name.text.startsWith('upsert');
      if (root === 'messages' && (inserts || leaves !== true)) tell(node, `.${name.text}`);
      // The table's name is not literal: look for columns that only messages have.
      if (
        root === 'unknown' &&
        /\b(claim|held|not_before)\b/.test(node.arguments[0]?.getText() ?? '')
      ) {
        tell(node, `.${name.text} of a table without a literal name`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('only one module changes the state of messages', async (t) => {
  const files = globSync(FOLDERS.map((folder) => `${folder}/**/*.ts`));
  t.true(files.length > 500);
  const found: Record<string, string[]> = {};
  for (const file of files) {
    const name = file.replaceAll('\\', '/');
    const here = moving(name, await readFile(file, 'utf8'));
    if (here.length && !name.startsWith(MODULE)) found[name] = here;
    if (/place|stop-sql/.test(name) && name.startsWith(MODULE)) t.true(here.length > 0, name);
  }
  t.deepEqual(found, {}, `add a move to ${MODULE}moves.ts and a statement beside it`);
});

test('every way to do it is found', (t) => {
  for (const code of [
    "trx.raw(`update messages m set status = 'sent' where m.id = ?`)",
    'const sql = `with a as (update messages set updated_at = now(), claim = null returning id) select 1`',
    'const sql = `update only "messages" as m set reason = coalesce(a, b), (held, not_before) = (null, null)`',
    'const sql = `update messages m set ${what} where m.id = :id`',
    'const sql = `update ${table} m set attempts = 0`',
    'const sql = `insert into messages (id) values (1)`',
    'const sql = `MERGE INTO messages m using x on true`',
    "trx('messages').where({ id }).update({ status: 'queued' })",
    "trx('messages as m').update('not_before', null)",
    "trx('messages').update(changes)",
    "trx('messages').update({ ...changes })",
    "trx('messages').insert({ id })",
    "trx('messages').where({ id }).increment('attempts')",
    "trx.from('messages').update({ held: null })",
    "const rows = trx('messages').where({ id }); await rows.update({ claim: null })",
    "Message.query(trx).where({ id }).patch({ status: 'queued' })",
    'Message.query(trx).patchAndFetchById(id, { claim: null })',
    'trx(table).where({ id }).update({ claim: null })',
  ]) {
    t.is(moving('x.ts', code).length, 1, code);
  }
  for (const code of [
    "const sql = `update messages m set content_enc = decode(r.content) from r where m.claim = r.claim and m.status = 'sending'`",
    "const sql = `select id from messages where status = 'queued'`",
    "const sql = `update message_rules set status = 'x'`",
    'const sql = `update ${table} set ${column} = null`',
    "trx('messages').where({ status: 'sent' }).update({ content_enc: null })",
    "trx('campaigns').update({ status: 'paused' })",
    "trx('messages').where({ id }).delete()",
    'Message.query(trx).findOne({ id })',
  ]) {
    t.deepEqual(moving('x.ts', code), [], code);
  }
});
