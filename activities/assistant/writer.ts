import { growAnswer } from '#domain/assistant/answer/write.ts';
import type { Context, Services } from '#domain/context.ts';

/** Time between two writes of a growing answer, in milliseconds. The first words are written at once. */
const EVERY_MS = 100;

/**
 * Creates the writer of a growing answer: it stores what has come so far, one write at a time, and does not keep the
 * model waiting.
 * @param over called when the call is no longer wanted
 */
export function createWriter(services: Services, ctx: Context, id: string, over: () => void) {
  let text = '';
  let written = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let busy = false;

  const write = (): void => {
    timer = undefined;
    if (busy || text.length === written) return;
    busy = true;
    const upTo = text.length;
    writing = growAnswer(services, ctx, id, text)
      .then((goesOn) => {
        written = upTo;
        if (!goesOn) over();
      })
      // A write that fails is made good by the next one, at last by that of the whole answer.
      .catch(() => undefined)
      .finally(() => {
        busy = false;
        if (text.length > written) timer ??= setTimeout(write, EVERY_MS);
      });
  };

  return {
    add(part: string): void {
      if (!part) return;
      text += part;
      if (written === 0 && !busy) write();
      else timer ??= setTimeout(write, EVERY_MS);
    },
    text: () => text,
    /** Resolves when nothing is being written any more; the rest is stored with the end of the answer. */
    async end(): Promise<void> {
      clearTimeout(timer);
      timer = undefined;
      await writing;
      clearTimeout(timer);
    },
  };
}
