import type { Database } from '#lib/db.ts';
import type { TenantId } from '#lib/ids.ts';
import type { Permission } from './permissions.ts';
import type { Processes } from './processes.ts';
import type { Keyring } from './keyring/keyring.ts';

export type ActorType = 'user' | 'api_key' | 'person' | 'system' | 'provider';

/** The acting party: `person` is a recipient on a public page or by text, `system` a workflow. */
export type Actor = { type: ActorType; id: string | null };

/**
 * Who makes the request, for which tenant, with which permissions. The first argument of every use case after
 * services.
 */
export type Context = {
  tenantId: TenantId;
  actor: Actor;
  permissions: ReadonlySet<Permission>;
  requestId: string;
  /** Where the request came from, for evidence only. Encrypted before it is stored. */
  client?: { ip?: string; userAgent?: string };
  /** The session of a signed-in user. */
  sessionId?: string;
  /** What they may do at the moment of the call, for an answer that takes long; null: nothing any more. */
  rightsNow?: () => Promise<ReadonlySet<Permission> | null>;
  /** Aborted when whoever asks has gone before the answer. */
  gone?: AbortSignal;
  /** The id of the resource that this request creates; the same when an Idempotency-Key is repeated. */
  resourceId?: string;
};

/** Files that outlive a request, encrypted per tenant by the caller. `key` is `<tenant>/<kind>/<id>`. */
export type FileStore = {
  write(key: string, content: AsyncIterable<Buffer>): Promise<number>;
  read(key: string): AsyncIterable<Buffer>;
  /** The keys with this prefix, in order. */
  list(prefix: string): AsyncIterable<string>;
  remove(key: string): Promise<void>;
};

/**
 * Where seals are published. It is outside the database: somebody who can change the one should not be able to change
 * the other. It contains no personal data.
 */
export type SealStore = {
  /** The kind of storage, for people who look for the seals: `folder`, `object storage`. */
  kind: string;
  write(key: string, content: AsyncIterable<Buffer>): Promise<number>;
  read(key: string): AsyncIterable<Buffer>;
  list(prefix: string): AsyncIterable<string>;
  /** Null when there is no such key. */
  readText(key: string): Promise<string | null>;
};

/**
 * DNS look-ups. Both return an empty list for a name without such records, and throw when no answer can be obtained.
 */
export type Dns = {
  txt(name: string): Promise<string[]>;
  /** Host names, the preferred first. */
  mx(name: string): Promise<string[]>;
};

/** The installation's mail settings. */
export type MailSettings = {
  dns: Dns;
  /** What an organisation's SPF record has to include to authorise the mail server; null: not configured. */
  spfInclude: string | null;
  /** The domain that receives bounced mail; null: bounces go to the sender's own address. */
  returnDomain: string | null;
};

/** The ports that the domain needs; created once per process. */
export type Services = {
  db: Database;
  keyring: Keyring;
  processes: Processes;
  files: FileStore;
  seals: SealStore;
  publicUrl: string;
  mail: MailSettings;
  /** The installation's language model; null or absent: it has none. */
  model?: { name: string; host: string; standIn: boolean } | null;
  /** Whether the price of a model is known; otherwise it costs nothing here. @default none is */
  hasPrice?: (model: string) => boolean;
  /** Whether legal duties are enforced. In development they only cause warnings. @default false */
  production?: boolean;
};

/** Returns the context of work without a request: workflows, sweeps. */
export const systemContext = (tenantId: TenantId, requestId = 'system'): Context => ({
  tenantId,
  actor: { type: 'system', id: null },
  permissions: new Set(),
  requestId,
});

/** Returns the context of a recipient who acts on a public page, by a link or by text: no account, no permissions. */
export const personContext = (
  { tenantId }: { tenantId: TenantId },
  visitor: { requestId: string; ip?: string; userAgent?: string },
): Context => ({
  ...systemContext(tenantId, visitor.requestId),
  actor: { type: 'person', id: null },
  ...(visitor.ip !== undefined || visitor.userAgent !== undefined
    ? { client: { ip: visitor.ip, userAgent: visitor.userAgent } }
    : {}),
});
