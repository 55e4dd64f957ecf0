import type { Knex } from 'knex';

/*
 * The identity library's tables, in a schema and under a role of their own: the runtime role of the
 * ledger cannot read a password hash, and this one cannot read a contact. Made from what
 * `getMigrations(auth.options)` of better-auth/db/migration compiles for api/identity/auth.ts, with
 * UUIDv7 defaults; test/api/identity/schema.test.ts fails when the library wants more than is here.
 * `rate_limits` has the shape that rate-limiter-flexible expects.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema auth;

    create table auth."user" (
      "id" uuid default uuidv7() not null primary key,
      "name" text not null,
      "email" text not null unique,
      "emailVerified" boolean not null,
      "image" text,
      "createdAt" timestamptz default CURRENT_TIMESTAMP not null,
      "updatedAt" timestamptz default CURRENT_TIMESTAMP not null,
      "organizationName" text
    );
    create table auth."session" (
      "id" uuid default uuidv7() not null primary key,
      "expiresAt" timestamptz not null,
      "token" text not null unique,
      "createdAt" timestamptz default CURRENT_TIMESTAMP not null,
      "updatedAt" timestamptz not null,
      "ipAddress" text,
      "userAgent" text,
      "userId" uuid not null references auth."user" ("id") on delete cascade,
      "activeOrganizationId" text
    );
    create table auth."account" (
      "id" uuid default uuidv7() not null primary key,
      "accountId" text not null,
      "providerId" text not null,
      "userId" uuid not null references auth."user" ("id") on delete cascade,
      "accessToken" text,
      "refreshToken" text,
      "idToken" text,
      "accessTokenExpiresAt" timestamptz,
      "refreshTokenExpiresAt" timestamptz,
      "scope" text,
      "password" text,
      "createdAt" timestamptz default CURRENT_TIMESTAMP not null,
      "updatedAt" timestamptz not null
    );
    create table auth."verification" (
      "id" uuid default uuidv7() not null primary key,
      "identifier" text not null,
      "value" text not null,
      "expiresAt" timestamptz not null,
      "createdAt" timestamptz default CURRENT_TIMESTAMP not null,
      "updatedAt" timestamptz default CURRENT_TIMESTAMP not null
    );
    create table auth."organization" (
      "id" uuid default uuidv7() not null primary key,
      "name" text not null,
      "slug" text not null unique,
      "logo" text,
      "createdAt" timestamptz not null,
      "metadata" text
    );
    create table auth."member" (
      "id" uuid default uuidv7() not null primary key,
      "organizationId" uuid not null references auth."organization" ("id") on delete cascade,
      "userId" uuid not null references auth."user" ("id") on delete cascade,
      "role" text not null,
      "createdAt" timestamptz not null
    );
    create table auth."invitation" (
      "id" uuid default uuidv7() not null primary key,
      "organizationId" uuid not null references auth."organization" ("id") on delete cascade,
      "email" text not null,
      "role" text,
      "status" text not null,
      "expiresAt" timestamptz not null,
      "createdAt" timestamptz default CURRENT_TIMESTAMP not null,
      "inviterId" uuid not null references auth."user" ("id") on delete cascade
    );
    create table auth."apikey" (
      "id" uuid default uuidv7() not null primary key,
      "configId" text not null,
      "name" text,
      "start" text,
      "referenceId" text not null,
      "prefix" text,
      "key" text not null,
      "refillInterval" integer,
      "refillAmount" integer,
      "lastRefillAt" timestamptz,
      "enabled" boolean,
      "rateLimitEnabled" boolean,
      "rateLimitTimeWindow" integer,
      "rateLimitMax" integer,
      "requestCount" integer,
      "remaining" integer,
      "lastRequest" timestamptz,
      "expiresAt" timestamptz,
      "createdAt" timestamptz not null,
      "updatedAt" timestamptz not null,
      "permissions" text,
      "metadata" text
    );
    create table auth.rate_limits (
      key varchar(255) primary key,
      points integer not null default 0,
      expire bigint
    );

    create index "session_userId_idx" on auth."session" ("userId");
    create index "account_userId_idx" on auth."account" ("userId");
    create index "verification_identifier_idx" on auth."verification" ("identifier");
    create unique index "member_once" on auth."member" ("organizationId", "userId");
    create index "member_userId_idx" on auth."member" ("userId");
    create index "invitation_organizationId_idx" on auth."invitation" ("organizationId");
    create index "invitation_email_idx" on auth."invitation" ("email");
    create index "apikey_configId_idx" on auth."apikey" ("configId");
    create index "apikey_referenceId_idx" on auth."apikey" ("referenceId", "createdAt" desc);
    -- Unique, unlike the library's: one key can never mean two organisations.
    create unique index "apikey_key_idx" on auth."apikey" ("key");

    grant usage on schema auth to assent_auth;
    grant select, insert, update, delete on all tables in schema auth to assent_auth;
  `);
}

/** Forward only: see docs/decisions/004-forward-only-migrations.md. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only');
}
