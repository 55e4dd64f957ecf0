import { shorter, subjectLines, tone, translation } from './editor.ts';
import { segment } from './segment.ts';
import type { Task } from './task.ts';

/** Every task there is, a line each, in the order in which their prompts are shown. */
export const TASKS: readonly Task[] = [subjectLines, shorter, translation, tone, segment];

/** Returns a task by the name that is stored; undefined for a chat, and for a task that is no more. */
export const taskNamed = (name: string | null): Task | undefined =>
  TASKS.find((task) => task.name === name);
