import { useActionData, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import type { Conditions } from './conditions.ts';
import { isSame, isSuggested, SUGGEST, type Suggested } from './suggested.ts';

export type SavedSegment = Conditions & { name: string };

const NONE: Conditions = { match: 'all', rows: [] };

/**
 * Returns what the editor begins with: the saved segment, or conditions that were proposed for a sentence; and
 * whether that has to be saved.
 */
export function useSuggested(saved: SavedSegment | undefined): {
  start: Conditions;
  /** Another one for other conditions; null: those that are saved. */
  startKey: string | null;
  name: string | undefined;
  unsaved: boolean;
  suggested: Suggested | null;
  asking: boolean;
  undone: boolean;
  onUndo: () => void;
} {
  const said: unknown = useActionData();
  const suggested = isSuggested(said) ? said : null;
  const asking = useNavigation().formData?.has(SUGGEST) ?? false;
  const [undoneOne, setUndone] = useState<string | null>(null);
  const undone = suggested !== null && undoneOne === suggested.suggestion;
  const proposed = undone ? null : suggested?.proposed;
  const start = proposed ?? suggested?.before ?? saved ?? NONE;
  const isAsSaved = isSame(start, saved ?? NONE) && suggested?.name === (saved?.name ?? '');
  return {
    start,
    startKey: suggested && `${suggested.suggestion}${undone ? ' undone' : ''}`,
    name: suggested?.name ?? saved?.name,
    unsaved: suggested !== null && !isAsSaved,
    suggested,
    asking,
    undone,
    onUndo: () => suggested && setUndone(suggested.suggestion),
  };
}
