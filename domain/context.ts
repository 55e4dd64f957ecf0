import type { Database } from '#lib/db.ts';
import type { TenantId } from '#lib/ids.ts';
import type { Permission } from './permissions.ts';
import type { Processes } from './processes.ts';
import type { Keyring } from './keyring/keyring.ts';

export type ActorType = 'user' | 'api_key' | 'person' | 'system' | 'provider';

/** Who acts: `person` is a recipient on a public page or by text, `system` a workflow. */
export type Actor = { type: ActorType; id: string | null };

/** Who asks, for which tenant, with which rights. The first argument of every use case after services. */
export type Context = {
  tenantId: TenantId;
  actor: Actor;
  permissions: ReadonlySet<Permission>;
  requestId: string;
  /** Where the request came from, for evidence only. Sealed before it is stored. */
  client?: { ip?: string; userAgent?: string };
  /** The id for what this request creates: the same again when an Idempotency-Key is repeated. */
  resourceId?: string;
};

/** Files that outlive a request, sealed per tenant by the caller. `key` is `<tenant>/<kind>/<id>`. */
export type FileStore = {
  write(key: string, content: AsyncIterable<Buffer>): Promise<number>;
  read(key: string): AsyncIterable<Buffer>;
  /** The keys that begin so, in order. */
  list(prefix: string): AsyncIterable<string>;
  remove(key: string): Promise<void>;
};

/**
 * Where seals are published, outside the database: whoever can change the one should not be able to change
 * the other. Nothing in it is personal.
 */
export type SealStore = {
  /** What it is, for those who look for the seals: `folder`, `object storage`. */
  kind: string;
  write(key: string, content: AsyncIterable<Buffer>): Promise<number>;
  read(key: string): AsyncIterable<Buffer>;
  list(prefix: string): AsyncIterable<string>;
  /** Null when there is none. */
  readText(key: string): Promise<string | null>;
};

/** What the DNS has. Both give nothing for a name without such records, and throw where no answer is to be had. */
export type Dns = {
  txt(name: string): Promise<string[]>;
  /** Host names, the preferred first. */
  mx(name: string): Promise<string[]>;
};

/** What the installation says of its mail. */
export type MailSettings = {
  dns: Dns;
  /** What an organisation's SPF record has to include for the mail server to be named; null: not told. */
  spfInclude: string | null;
  /** Where mails that bounce come back to; null: to the sender's own address. */
  returnDomain: string | null;
};

/** What the domain needs from outside; made once per process. */
export type Services = {
  db: Database;
  keyring: Keyring;
  processes: Processes;
  files: FileStore;
  seals: SealStore;
  publicUrl: string;
  mail: MailSettings;
  /** Where the law's duties are enforced that development only warns of. @default false */
  production?: boolean;
};

/** The context of work nobody asked for just now: workflows, sweeps. */
export const systemContext = (tenantId: TenantId, requestId = 'system'): Context => ({
  tenantId,
  actor: { type: 'system', id: null },
  permissions: new Set(),
  requestId,
});

/** The context of a recipient who acts on a public page, by a link or by text: no account, no rights. */
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
