import type { Kind, Replaceable } from './words.ts';

export type Version = {
  id: string;
  version: number;
  state: string;
  created_at: string;
  retired_at: string | null;
  destroyed_at: string | null;
  values: { place: string; sealed: number }[];
};

export type KindOfKey = { kind: Kind; versions: Version[] };

export type Rotation = {
  id: string;
  kind: Replaceable;
  status: 'announced' | 'running' | 'keeping' | 'completed' | 'failed';
  failure: string | null;
  from_version: number;
  to_version: number;
  active_from: string;
  keep_until: string | null;
  values_sealed: number;
  values_left: number | null;
  workflow_id: string;
  created_at: string;
  completed_at: string | null;
};

/** Whether a replacement is under way for the reader. While one only keeps an old version, another may begin. */
export const isUnderWay = ({ status }: Rotation): boolean =>
  status === 'announced' || status === 'running';
