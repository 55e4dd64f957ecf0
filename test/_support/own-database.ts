import { randomBytes } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import pg from 'pg';
import { loadConfig } from '#lib/config.ts';
import { ROLES } from '#lib/db.ts';

type Setup = Pick<ExecutionContext, 'teardown'>;

async function admin(...statements: string[]): Promise<void> {
  const client = new pg.Client(loadConfig().DATABASE_URL);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/**
 * Creates an empty database on the test run's Postgres.
 * @returns its owner's address
 */
export async function ownDatabase(t: Setup): Promise<string> {
  const url = new URL(loadConfig().DATABASE_URL);
  const name = `started_${randomBytes(6).toString('hex')}`;
  await admin(`create database ${name}`);
  t.teardown(() => admin(`drop database if exists ${name} with (force)`));
  url.pathname = `/${name}`;
  return url.toString();
}

/** Creates a database as hosting companies do: its owner may create roles but is not a superuser. */
export async function hostedDatabase(t: Setup): Promise<string> {
  const url = new URL(loadConfig().DATABASE_URL);
  const name = `hosted_${randomBytes(6).toString('hex')}`;
  await admin(
    `create role ${name} login password 'hosted' createrole nosuperuser nobypassrls`,
    // The group roles belong to the cluster and were created for its first database.
    ...ROLES.map((role) => `grant assent_${role} to ${name} with admin option, inherit false`),
    `create database ${name} owner ${name}`,
  );
  t.teardown(() => admin(`drop database if exists ${name} with (force)`));
  url.username = name;
  url.password = 'hosted';
  url.pathname = `/${name}`;
  return url.toString();
}

/**
 * Copies a database that has no connections, as a restored disk would.
 * @returns the copy's address
 */
export async function copyOf(t: Setup, databaseUrl: string): Promise<string> {
  const url = new URL(databaseUrl);
  const name = `copied_${randomBytes(6).toString('hex')}`;
  await admin(`create database ${name} template ${url.pathname.slice(1)}`);
  t.teardown(() => admin(`drop database if exists ${name} with (force)`));
  url.pathname = `/${name}`;
  return url.toString();
}
