/** Fields of one group, names in lower case; the first value of a repeated field. */
export type Group = ReadonlyMap<string, string>;

/**
 * Returns the groups of fields of a delivery status (RFC 3464 §2.1) or a feedback report (RFC 5965 §3). As in a
 * mail's header, a line that begins with a space continues the one before, and an empty line ends a group.
 */
export function fieldGroups(text: string): Group[] {
  return text
    .replaceAll('\r\n', '\n')
    .split(/\n[ \t]*\n/)
    .map((block) => {
      const group = new Map<string, string>();
      for (const line of block.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
        const [, name, value] = /^([!-9;-~]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
        const key = name?.toLowerCase();
        if (key && value !== undefined && !group.has(key)) group.set(key, value.trim());
      }
      return group;
    })
    .filter((group) => group.size > 0);
}

/** `rfc822; box@host` → `box@host` */
export const typedAddress = (value: string | undefined): string | null =>
  value
    ? value
        .replace(/^[\w-]+\s*;\s*/, '')
        .replace(/^<|>$/g, '')
        .trim() || null
    : null;
