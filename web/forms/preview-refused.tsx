import { Alert } from '@mantine/core';
import type { Refusal } from '../core/latest-answer.ts';
import { pathWords } from './path-words.ts';

/** Says why what is written has no preview. */
export function PreviewRefused({ refusal: { message, errors } }: { refusal: Refusal }) {
  return (
    <div aria-live="polite">
      <Alert color="red" variant="light" mb="sm" py="xs">
        {errors.length
          ? errors.map(({ path, message: words }) => (
              <div key={path + words}>
                {path ? `${pathWords(path)}: ` : ''}
                {words}
              </div>
            ))
          : message}
      </Alert>
    </div>
  );
}
