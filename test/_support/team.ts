import { newId } from '#lib/ids.ts';
import type { TenantRole } from '#domain/permissions.ts';
import type { Answer } from './api.ts';
import type { IdentityServer, SignedUp } from './identity.ts';

/** A member of a team: a person with a session, whose only organization it is. */
export type Teammate = {
  id: string;
  email: string;
  cookie: string;
  /** Calls below /api/v1 with their session. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
};

/** Calls with the session of somebody who signed up. */
export const asSession =
  (server: IdentityServer, { cookie }: { cookie: string }): Teammate['call'] =>
  (method, path, body) =>
    server.call(method, path, body, { cookie, origin: server.url, 'x-request-id': newId() });

/** Adds somebody to an organization, in which they then work. */
export async function teammate(
  server: IdentityServer,
  team: SignedUp,
  role: TenantRole,
): Promise<Teammate & SignedUp> {
  const person = await server.signUp();
  await server.removeMember(person.userId);
  await server.addMember(person.userId, team.organization.id, role);
  const call = asSession(server, person);
  // The session goes on in the organization that is left to it.
  await call('GET', '/users/me');
  return { ...person, id: person.userId, call };
}
