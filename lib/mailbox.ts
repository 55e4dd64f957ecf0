/** Sender or recipient of a mail. */
export type Mailbox = { name: string; address: string };

/** Reads `Name <box@host>` or `box@host`. */
export function readMailbox(text: string): Mailbox {
  const match = /^\s*"?([^"<]*?)"?\s*<([^<>\s]+)>\s*$/.exec(text);
  return match
    ? { name: match[1] ?? '', address: match[2] ?? '' }
    : { name: '', address: text.trim() };
}

/** Returns the part of an address after the @, in lower case. */
export const domainOf = (address: string): string =>
  address.slice(address.lastIndexOf('@') + 1).toLowerCase();
