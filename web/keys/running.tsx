import { Fact, Facts } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import { ProgressBar } from '../ui/progress.tsx';
import { StandingLine, type Standing } from '../ui/standing-line.tsx';
import { Status } from '../ui/status.tsx';
import { Moment, useCount } from '../ui/values.tsx';
import { WorkflowLink } from '../ui/workflow-link.tsx';
import type { Rotation } from './types.ts';
import { KIND_WORDS } from './words.ts';

/** Shows a replacement under way. It goes on if the user leaves the page. */
export function Running({
  rotation: r,
  base,
}: {
  rotation: Rotation & { standing: Standing | null };
  base: string | null;
}) {
  return (
    <Section
      title={`${KIND_WORDS[r.kind].title}: version ${r.to_version} replaces version ${r.from_version}`}
      lead={
        <>
          <Status value={r.status} /> {r.standing ? <StandingLine standing={r.standing} /> : null}
        </>
      }
      actions={<WorkflowLink base={base} id={r.workflow_id} />}
    >
      {r.status === 'announced' ? (
        <Facts>
          <Fact label="The new version is used from">
            <Moment at={r.active_from} />
          </Fact>
        </Facts>
      ) : (
        <Progress rotation={r} />
      )}
    </Section>
  );
}

function Progress({ rotation: r }: { rotation: Rotation }) {
  const count = useCount();
  if (r.values_left === null) return <p>Everything new uses the new version.</p>;
  return (
    <>
      <ProgressBar
        label="Values encrypted again"
        total={Math.max(1, r.values_sealed + r.values_left)}
        parts={[{ tone: 'good', value: r.values_sealed }]}
      />
      <p aria-live="polite">
        Encrypted again: {count(r.values_sealed)}.{' '}
        {r.values_left > 0
          ? `Left when last counted: ${count(r.values_left)}.`
          : 'None left when last counted; one more pass confirms it.'}
      </p>
    </>
  );
}
