import type { Caller } from './operation.ts';
import type { operations } from './operations.ts';

type Tree = typeof operations;

/** Every operation as a function of this process: `api.contacts.list({ query })`. */
export type Api = { [M in keyof Tree]: { [O in keyof Tree[M]]: Caller<Tree[M][O]> } };
