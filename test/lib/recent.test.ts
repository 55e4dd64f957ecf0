import test from 'ava';
import { Recent } from '#lib/recent.ts';

test('what is asked for stays, what is not is forgotten, and memory has a limit', (t) => {
  const recent = new Recent<number>(100);
  recent.set('asked for', 1);
  recent.set('not asked for', 2);
  t.is(recent.get('not asked for'), 2);
  for (let i = 0; i < 1_000; i++) {
    recent.set(`another ${i}`, i);
    t.is(recent.get('asked for'), 1);
  }
  t.is(recent.get('not asked for'), undefined);
  const kept = Array.from({ length: 1_000 }, (_, i) => recent.get(`another ${i}`) ?? []).flat();
  t.true(kept.length <= 200);
});
