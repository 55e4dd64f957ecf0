import { Alert } from '@mantine/core';
import type { Refusal } from '../core/latest-answer.ts';
import { pathWords } from './path-words.ts';

/**
 * Says why what is written has no preview.
 * @param nameOf returns the label of the field that a path is about; undefined: the path itself in words
 */
export function PreviewRefused({
  refusal: { message, errors },
  nameOf,
}: {
  refusal: Refusal;
  nameOf?: ((path: string) => string | undefined) | undefined;
}) {
  return (
    <div aria-live="polite">
      <Alert color="red" variant="light" mb="sm" py="xs">
        {errors.length
          ? errors.map(({ path, message: words }) => (
              <div key={path + words}>
                {path ? `${nameOf?.(path) ?? pathWords(path)}: ` : ''}
                {words}
              </div>
            ))
          : message}
      </Alert>
    </div>
  );
}
