import { createContext, useContext } from 'react';

/** The nonce that this document's content security policy allows; the browser hides it from markup. */
export const NonceContext = createContext<string | undefined>(
  typeof document === 'undefined' ? undefined : document.querySelector('script')?.nonce,
);
export const useNonce = (): string | undefined => useContext(NonceContext);
