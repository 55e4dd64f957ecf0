import test from 'ava';
import { endedByText } from '#domain/consent/withdraw/restore.ts';
import type { ConsentEvent } from '#models/consent-event.ts';

type Past = Parameters<typeof endedByText>[0][number];
const event = (
  action: ConsentEvent['action'],
  state_after: ConsentEvent['state_after'],
  source = 'web_form',
): Past => ({ action, state_after, source });

const granted = [event('request', 'pending'), event('grant', 'granted')];
const stop = event('withdraw', 'withdrawn', 'keyword');

test('a START gives back what texts alone have ended', (t) => {
  t.true(endedByText([...granted, stop]));
  t.true(endedByText([...granted, stop, stop]), 'twice is once');
  t.true(endedByText([event('import', 'granted', 'import'), stop]));
});

test('and nothing else', (t) => {
  const kept: [string, Past[]][] = [
    ['never withdrawn', granted],
    ['nothing at all', []],
    ['only asked', [event('request', 'pending'), stop]],
    ['withdrawn on a page', [...granted, event('withdraw', 'withdrawn')]],
    ['also withdrawn on a page', [...granted, stop, event('withdraw', 'withdrawn')]],
    ['also complained', [...granted, stop, event('withdraw', 'withdrawn', 'complaint')]],
    ['expired before', [...granted, event('expire', 'expired', 'system'), stop]],
    ['never consented', [stop]],
  ];
  for (const [why, history] of kept) t.false(endedByText(history), why);
});
