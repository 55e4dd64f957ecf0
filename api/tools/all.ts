import { namedOperations } from '../app.ts';
import { toolsOf, type Tool } from './tools.ts';

let made: readonly Tool[] | undefined;

/** Returns every read-only operation of the API as a tool. They are made at the first call: most processes need none. */
export const allTools = (): readonly Tool[] => (made ??= toolsOf(namedOperations()));
