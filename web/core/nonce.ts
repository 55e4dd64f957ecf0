import { createContext, useContext } from 'react';

/**
 * The nonce that this document's content security policy allows. Browsers hide it from markup, so it is passed on
 * here.
 */
export const NonceContext = createContext<string | undefined>(
  typeof document === 'undefined' ? undefined : document.querySelector('script')?.nonce,
);
export const useNonce = (): string | undefined => useContext(NonceContext);
