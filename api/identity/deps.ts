import type { Services } from '#domain/context.ts';
import type { Knex } from 'knex';
import type { AccessGate } from './access-gate.ts';
import type { Auth } from './auth.ts';
import type { BackupCodeStore } from './factors/backup-codes.ts';
import type { KnownKeys } from './known-keys.ts';
import type { Notes } from './notes.ts';
import type { SignInLimits } from './limits.ts';

/** What the parts of identity share; created once by createIdentity. */
export type IdentityDeps = {
  auth: Auth;
  /** Connections for our own statements on the schema `auth`. */
  sql: Knex;
  services: Services;
  limits: SignInLimits;
  backupCodes: BackupCodeStore;
  knownKeys: KnownKeys;
  gate: AccessGate;
  notes: Notes;
  publicUrl: string;
};

/** The client of an HTTP request, from any of our servers. */
export type Visitor = { headers: Headers; ip: string; requestId?: string };
