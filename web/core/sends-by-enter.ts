import type { KeyboardEvent } from 'react';

/** What Safari says of the Enter that ends a composition, after it has ended. */
const COMPOSED = 229;

/**
 * Returns whether a key in the field of a chat sends what is in it: Enter, but not Shift+Enter, which begins a line, and
 * not the Enter that takes a word from an input method.
 */
export const sendsByEnter = ({ key, shiftKey, nativeEvent }: KeyboardEvent): boolean =>
  key === 'Enter' && !shiftKey && !nativeEvent.isComposing && nativeEvent.keyCode !== COMPOSED;
