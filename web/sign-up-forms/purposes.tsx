import { Radio } from '@mantine/core';
import { useRef, useState } from 'react';
import { useForm } from '../forms/form.tsx';
import { Choices } from '../forms/layout.tsx';
import { Rank } from './rank.tsx';
import type { SavedForm } from './saved-form.ts';

/** Chooses whether a form asks for every marketing purpose or for some, and for which. */
export function Purposes({
  saved,
  purposes,
}: {
  saved: SavedForm;
  purposes: readonly { value: string; label: string }[];
}) {
  const { answer } = useForm();
  const [asks, setAsks] = useState<string>(
    answer?.values.find(([key]) => key === 'asks')?.[1] ?? saved.asks,
  );
  // Only after somebody has chosen, because without its script the page must accept both choices.
  const [chose, setChose] = useState(false);
  const named = useRef<HTMLInputElement>(null);
  const radio = (value: SavedForm['asks'], label: string, description: string) => (
    <Radio
      ref={value === 'named' ? named : undefined}
      name="asks"
      value={value}
      label={label}
      description={description}
      defaultChecked={asks === value}
      onChange={() => {
        setAsks(value);
        setChose(true);
      }}
    />
  );
  return (
    <>
      <fieldset>
        <legend>Asks for</legend>
        <Choices>
          {radio('every_marketing', 'Every marketing purpose', 'Also one that is added later')}
          {radio('named', 'Only the purposes below', 'Those with a position')}
        </Choices>
      </fieldset>
      <Rank
        of="purposes"
        legend="Purposes, each with a box of its own"
        options={purposes}
        chosen={saved.purposes}
        disabled={chose && asks === 'every_marketing'}
        onChosen={() => named.current?.click()}
      />
    </>
  );
}
