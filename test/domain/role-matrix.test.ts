import test from 'ava';
import { PERMISSIONS, ROLE_PERMISSIONS, ROLES } from '#domain/permissions.ts';
import { MATRIX } from '../../web/settings/matrix.ts';

test('the page of roles has each permission once, in words of its own, and says of each role what the API does', (t) => {
  const rows = MATRIX.flatMap(({ rows }) => rows).filter(({ id }) => id !== 'owners');
  t.deepEqual(rows.map(({ id }) => id).toSorted(), [...PERMISSIONS].toSorted());
  t.is(new Set(rows.map(({ words }) => words)).size, rows.length);
  for (const { id, words, roles } of rows) {
    t.regex(words, /^[A-Z][^:]{5,}[^.]$/, id);
    for (const role of ROLES) {
      const may = ROLE_PERMISSIONS[role].some((one) => one === id);
      t.is(roles.includes(role), may, `${role} ${id}`);
    }
  }
});
