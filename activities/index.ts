import type { ActivityDeps } from './deps.ts';

/** Every activity of Assent; each module adds its own by one line. */
export const createActivities = (_deps: ActivityDeps) => ({});
