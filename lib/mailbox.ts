/** Whom a mail comes from or is for. */
export type Mailbox = { name: string; address: string };

/** Reads `Name <box@host>` or `box@host`. */
export function readMailbox(text: string): Mailbox {
  const match = /^\s*"?([^"<]*?)"?\s*<([^<>\s]+)>\s*$/.exec(text);
  return match
    ? { name: match[1] ?? '', address: match[2] ?? '' }
    : { name: '', address: text.trim() };
}

/** The part of an address behind the @, in lower case. */
export const domainOf = (address: string): string =>
  address.slice(address.lastIndexOf('@') + 1).toLowerCase();
