import { own } from '../../lib/own.ts';
import classes from './ui.module.css';
import { sentence, STATES } from '../core/words.ts';

export { sentence, statusOptions, statusWord } from '../core/words.ts';

/** Shows a state: a dot in its tone, and always its word. */
export function Status({ value }: { value: string }) {
  const [tone, word] = own(STATES, value) ?? ['off', sentence(value)];
  return (
    <span className={classes['status']} data-tone={tone}>
      {word}
    </span>
  );
}
