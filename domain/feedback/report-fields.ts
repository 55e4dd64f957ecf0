/** Fields of one group, names in lower case; of one that stands twice, the first. */
export type Group = ReadonlyMap<string, string>;

/**
 * The groups of fields of a delivery status (RFC 3464 §2.1) or of a feedback report (RFC 5965 §3): like a
 * mail's header, lines that begin with a space go on with the one before, an empty line ends a group.
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
