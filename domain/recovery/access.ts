import { z } from 'zod';

/** What the audit log calls it when somebody may do less, or differently, from then on (triggers of schema auth). */
export const ACCESS_ACTIONS = [
  'member.added',
  'member.removed',
  'member.role_changed',
  'api_key.updated',
  'api_key.deleted',
  'invitation.accepted',
  'invitation.rejected',
  'invitation.canceled',
  'invitation.deleted',
] as const;

/** One change of who may do what. Ids only: no name, no address, nothing of a key. */
export const accessChange = z.object({
  /** The audit row of the change: a database that has it knows the change. */
  entry: z.uuid(),
  of: z.enum(['member', 'api_key', 'invitation']),
  /** Of the user, the key or the invitation. */
  id: z.string(),
  /** Of a member from then on. Null: none any more; what it is said of is gone. */
  role: z.string().nullable(),
});
export type AccessChange = z.infer<typeof accessChange>;

type Row = {
  id: string;
  action: string;
  entity_id: string;
  detail: Record<string, unknown>;
};

/**
 * Changes as a journal carries them, in their order. A key that was changed counts as gone, unless only its name was:
 * what it is now cannot be known from ids, and a key is quickly made anew.
 */
export function accessChanges(rows: readonly Row[]): AccessChange[] {
  return rows.flatMap(({ id: entry, action, entity_id: id, detail }): AccessChange[] => {
    switch (action) {
      case 'member.added':
        return [{ entry, of: 'member', id, role: String(detail['role']) }];
      case 'member.role_changed':
        return [{ entry, of: 'member', id, role: String(detail['to']) }];
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
