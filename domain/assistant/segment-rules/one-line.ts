import { withoutInvisible } from '#lib/invisible.ts';

/** Returns a model's or a person's words for a line of ours. */
export function oneLine(text: string, longest: number): string {
  const line = withoutInvisible(text)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest).toWellFormed()}…` : line;
}
