import { z } from 'zod';

/** Audit actions of changes that take access away or change it (triggers of schema auth). */
export const ACCESS_ACTIONS = [
  'member.added',
  'member.removed',
  'member.role_changed',
  'member.deactivated',
  'member.reactivated',
  'api_key.updated',
  'api_key.deleted',
  'invitation.accepted',
  'invitation.rejected',
  'invitation.canceled',
  'invitation.deleted',
] as const;

/** One change of access. Only ids: no name, no address, nothing of a key. */
export const accessChange = z.object({
  /** The audit row of the change: a database that has it knows the change. */
  entry: z.uuid(),
  of: z.enum(['member', 'api_key', 'invitation']),
  /** Id of the user, the key or the invitation. */
  id: z.string(),
  /** New role of a member. Null: the member, key or invitation was removed. */
  role: z.string().nullable(),
  /** Of a member whose role stays: whether they are let in now. */
  active: z.boolean().optional(),
});
export type AccessChange = z.infer<typeof accessChange>;

type Row = {
  id: string;
  action: string;
  entity_id: string;
  detail: Record<string, unknown>;
};

/**
 * Returns changes as a journal lists them, in order. A changed key counts as deleted, unless only its name changed:
 * its new permissions cannot be derived from ids, and a new key is quickly made.
 */
export function accessChanges(rows: readonly Row[]): AccessChange[] {
  return rows.flatMap(({ id: entry, action, entity_id: id, detail }): AccessChange[] => {
    switch (action) {
      case 'member.added':
        return [{ entry, of: 'member', id, role: String(detail['role']) }];
      case 'member.role_changed':
        return [{ entry, of: 'member', id, role: String(detail['to']) }];
      case 'member.deactivated':
      case 'member.reactivated':
        // A program of before reads a removed member: it takes away more, never less.
        return [{ entry, of: 'member', id, role: null, active: action === 'member.reactivated' }];
      case 'member.removed':
        return [{ entry, of: 'member', id, role: null }];
      case 'api_key.updated':
        return onlyRenamed(detail['fields']) ? [] : [{ entry, of: 'api_key', id, role: null }];
      case 'api_key.deleted':
        return [{ entry, of: 'api_key', id, role: null }];
      case 'invitation.accepted':
      case 'invitation.rejected':
      case 'invitation.canceled':
      case 'invitation.deleted':
        return [{ entry, of: 'invitation', id, role: null }];
      default:
        return [];
    }
  });
}

const onlyRenamed = (fields: unknown): boolean =>
  Array.isArray(fields) && fields.every((field) => field === 'name');
