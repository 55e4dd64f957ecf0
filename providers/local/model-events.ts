import type { ChatUsage } from '../assistant/adapter.ts';
import type { Answer } from './stand-in.ts';

/** What the stand-in tells: its answer, and the tokens of both sides (null: it says nothing of them). */
export type Told = { model: string; answer: Answer; usage: ChatUsage | null };

/** Events of a stream as they are on the wire. Paced ones are parts of the answer. */
export type Events = Generator<{ text: string; paced: boolean }, void, undefined>;

/** Returns the parts in which a text is streamed: its words. */
export const inPieces = (text: string): string[] => (text ? text.split(/(?<=\s)(?=\S)/) : []);
