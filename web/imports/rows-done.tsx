import { ProgressBar } from '../ui/progress.tsx';
import { useCount, useSome } from '../ui/values.tsx';

export type RowsDoneProps = {
  running: boolean;
  /** Null until the rows are counted. */
  total: number | null;
  processed: number;
  failed: number;
};

/** Shows the progress of a file: a bar while it runs, and the count, which screen readers announce. */
export function RowsDone({ running, total, processed, failed }: RowsDoneProps) {
  const count = useCount();
  const some = useSome();
  const words = (): string => {
    if (total !== null) return `${count(processed)} of ${some(total, 'row')} done`;
    return running && !processed ? 'The rows are counted' : `${some(processed, 'row')} done`;
  };
  return (
    <>
      {running ? (
        <ProgressBar
          label="Rows done"
          total={total ?? Math.max(processed * 2, 1)}
          parts={[
            { tone: 'good', value: processed - failed },
            { tone: 'bad', value: failed },
          ]}
        />
      ) : null}
      <p aria-live="polite">{words()}</p>
    </>
  );
}
