/** Invisible, and without a meaning between signs: it parts what is beside it. */
const JOINER = '\u2060';

/**
 * Where a mark begins with which servers of open models part the messages of a prompt: `<|im_start|>`, `<｜User｜>`,
 * `</s>`, `[INST]`, `<<SYS>>`, `<start_of_turn>`. Some of these servers find them in any text.
 */
const MARK =
  /<(?=\|[^\s|<>]{1,40}\|>|｜[^<>]{1,40}｜>|\/?s>|<?\/?SYS>>|(?:start|end)_of_turn>|[be]os>)|\[(?=\/?INST\])/giu;

/** Breaks the marks in a text, so that nobody's text ends its message or begins one of the system. */
export const withoutMarks = (text: string): string =>
  text.replaceAll(MARK, (sign) => sign + JOINER);

/** Makes marks whole again in what a model answers: `<s>` may be markup of a template. */
export const marksAgain = (text: string): string => text.replaceAll(JOINER, '');
