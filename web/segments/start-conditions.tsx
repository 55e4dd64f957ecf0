import { useEffect, useRef } from 'react';
import { SelectField } from '../forms/fields.tsx';
import { Fields } from '../forms/layout.tsx';
import { ConditionRows } from './condition-rows.tsx';
import type { Conditions } from './conditions.ts';

/** The number of empty rows for more conditions. */
const SPARE = 2;

/** The conditions that an editor begins with. Others need another key: what is typed in these is the browser's. */
export function StartConditions({
  start,
  asking,
  onPlaced,
}: {
  start: Conditions;
  /** The assistant is about to replace them. */
  asking: boolean;
  /** Called with the form once they stand there, if it has to learn of them. */
  onPlaced: ((form: HTMLFormElement) => void) | undefined;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const placed = useRef(onPlaced);
  useEffect(() => {
    const form = ref.current?.closest('form');
    if (form) placed.current?.(form);
  }, []);
  useEffect(() => {
    // A change would be replaced by the answer. Fields that are disabled would not be sent.
    if (ref.current) ref.current.inert = asking;
  }, [asking]);
  const spare = Array.from({ length: SPARE }, () => ({ what: '', value: '' }));
  return (
    <div ref={ref} aria-busy={asking}>
      <Fields>
        <SelectField
          name="match"
          label="Who matches"
          defaultValue={start.match}
          data={[
            { value: 'all', label: 'Whoever meets all of these' },
            { value: 'any', label: 'Whoever meets any of these' },
          ]}
        />
        <ConditionRows saved={[...start.rows, ...spare]} />
      </Fields>
    </div>
  );
}
