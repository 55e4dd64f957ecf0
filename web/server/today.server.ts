import { dayAt } from '../../lib/time-zone.ts';

/** The day it is for an organisation, `2026-11-01`: where a calendar opens. */
export const todayIn = (zone: string): string => dayAt(new Date(), zone);
