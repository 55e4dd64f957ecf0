import type { Api } from '../../api/client-types.ts';

type Served<T> = T extends Date ? string : T extends (infer One)[] ? Served<One>[] : T extends object ? { [K in keyof T]: Served<T[K]> } : T; // prettier-ignore

export type Policy = Served<Awaited<ReturnType<Api['retentionPolicies']['list']>>['data'][number]>;
export type Run = Served<Awaited<ReturnType<Api['retentionRuns']['get']>>>;
