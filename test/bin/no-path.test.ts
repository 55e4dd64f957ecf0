import test from 'ava';
import { searchPath } from '../../bin/search-path.cjs';

test('what our commands start finds the system’s programs, and nothing in the current folder', (t) => {
  const none = searchPath(undefined);
  t.is(searchPath(''), none);
  t.regex(none, /:\/usr\/bin:/);
  const full = searchPath('/a:/b');
  t.regex(full, /\/node_modules\/\.bin:\/a:\/b$/);
  t.is(searchPath('/a::/b:'), full);
});
