import { own } from '../../lib/own.ts';

/** One colour for each state or status, the same in every chart, readable in light and dark mode. */
const COLOURS: Record<string, string> = {
  granted: '#1f9d66',
  pending: '#e0a008',
  imported_unproven: '#8d6fd1',
  lapsed: '#a9b4ae',
  none: '#cbd3cf',
  expired: '#7d8a83',
  withdrawn: '#d64a3f',
  approved: '#1f9d66',
  canceled: '#a9b4ae',
  max_attempts_reached: '#d64a3f',
  blocked: '#8c2f27',
  undeliverable: '#e58a82',
  delivered: '#1f9d66',
  sent: '#73c8a2',
  queued: '#3b82f6',
  sending: '#7db0fa',
  awaiting_consent: '#e0a008',
  uncertain: '#b7791f',
  failed: '#d64a3f',
  bounced: '#8c2f27',
  complained: '#b83280',
  refused: '#e58a82',
  excluded: '#a9b4ae',
};

export const colourOf = (name: string): string => own(COLOURS, name) ?? '#8d9892';
