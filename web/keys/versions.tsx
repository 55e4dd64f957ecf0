import { List, type Column } from '../ui/list.tsx';
import { Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';
import { Rotate } from './rotate.tsx';
import { isUnderWay, type KindOfKey, type Rotation, type Version } from './types.ts';
import { isReplaceable, KIND_WORDS } from './words.ts';

const columns: Column<Version>[] = [
  { label: 'Version', cell: (v) => `Version ${v.version}`, tight: true },
  { label: 'State', cell: (v) => <Status value={v.state} /> },
  { label: 'Created', cell: (v) => <Moment at={v.created_at} />, quiet: true },
  { label: 'Ended', cell: (v) => <Moment at={v.destroyed_at ?? v.retired_at} />, quiet: true },
];

export type KeySectionProps = {
  of: KindOfKey;
  rotations: readonly Rotation[];
  mayWrite: boolean;
};

/** One kind of key: its versions, and how it is replaced. */
export function KeySection({ of, rotations, mayWrite }: KeySectionProps) {
  const { kind, versions } = of;
  const { title, lead } = KIND_WORDS[kind];
  const underWay = rotations.some((one) => one.kind === kind && isUnderWay(one));
  return (
    <>
      <Section title={title} lead={lead} flush>
        <List label={title} rows={versions} columns={columns} empty={null} />
      </Section>
      {mayWrite && isReplaceable(kind) && !underWay ? (
        <Rotate kind={kind} next={(versions[0]?.version ?? 0) + 1} />
      ) : null}
    </>
  );
}
