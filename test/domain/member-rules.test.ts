import test from 'ava';
import { memberRefusal, type MemberChange } from '#domain/identity/member-rules.contract.ts';
import { ROLES, type TenantRole } from '#domain/permissions.ts';

const CHANGES: readonly MemberChange[] = [
  'remove',
  { active: false },
  { active: true },
  ...ROLES.map((role) => ({ role })),
];
const others = { isSelf: false, otherOwners: 1 };
const self = { isSelf: true, otherOwners: 1 };

test('an owner may do everything to others; anybody else nothing that concerns an owner', (t) => {
  for (const role of ROLES) {
    for (const active of [true, false]) {
      for (const change of CHANGES) {
        t.is(memberRefusal('owner', { role, active }, change, others), null);
        for (const by of ['admin', 'member', 'viewer'] satisfies TenantRole[]) {
          const makesOwner = change !== 'remove' && change.role === 'owner';
          const expected = role === 'owner' || makesOwner ? 'owners_only' : null;
          t.is(memberRefusal(by, { role, active }, change, others), expected);
        }
      }
    }
  }
});

test('nobody raises or deactivates themselves; anybody steps down and leaves', (t) => {
  for (const [place, role] of ROLES.entries()) {
    const me = { role, active: true };
    t.is(memberRefusal(role, me, 'remove', self), null);
    t.is(memberRefusal(role, me, { active: false }, self), 'own_account');
    for (const [to, wanted] of ROLES.entries()) {
      t.is(memberRefusal(role, me, { role: wanted }, self), to < place ? 'own_role' : null);
    }
  }
});

test('the last active owner stays one; a deactivated owner counts for nothing', (t) => {
  const last = { isSelf: false, otherOwners: 0 };
  const owner = { role: 'owner', active: true } as const;
  for (const change of ['remove', { active: false }, { role: 'admin' }] satisfies MemberChange[]) {
    t.is(memberRefusal('owner', owner, change, last), 'last_owner');
    t.is(memberRefusal('owner', { ...owner, active: false }, change, last), null);
  }
  t.is(memberRefusal('owner', owner, 'remove', { isSelf: true, otherOwners: 0 }), 'last_owner');
  t.is(memberRefusal('owner', owner, { role: 'owner', active: true }, last), null);
});
