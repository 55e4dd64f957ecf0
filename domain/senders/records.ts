import type { DnsRecord } from './contract.ts';
import type { Seen, SendingDomainRow } from './row.ts';

/*
 * The records that a sending domain needs, and the checks of those found: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC
 * 7489), and one that proves ownership.
 */

/** The installation's settings: the mail server's SPF name, and the domain for bounces. Null: not configured. */
export type Installation = { spfInclude: string | null; returnDomain: string | null };

type Wanted = Omit<DnsRecord, 'state' | 'found'> & {
  /** Parent names that also apply when `name` has no record. */
  above?: string[];
  judge(found: readonly string[]): Seen;
};

/** Returns the value of the TXT record that proves ownership. */
export const ownershipValue = (token: string): string => `assent-domain=${token}`;

/** Returns the DNS records of a sending domain, each with a function that judges the records found. */
export function recordsOf(
  row: SendingDomainRow,
  { spfInclude, returnDomain }: Installation,
): Wanted[] {
  const { domain } = row;
  const proof = ownershipValue(row.ownership_token);
  return [
    {
      use: 'ownership',
      type: 'TXT',
      name: `_assent.${domain}`,
      value: proof,
      note: 'Proves that the domain is yours. The DKIM record does so, too.',
      judge: (found) =>
        seen(
          found,
          found.some((text) => text.trim() === proof),
        ),
    },
    {
      use: 'dkim',
      type: 'TXT',
      name: `${row.selector}._domainkey.${domain}`,
      value: `v=DKIM1; k=rsa; p=${row.public_key}`,
      note: 'Lets receivers verify our signature. Mails are signed once it is found.',
      // Several records at one name are no key at all (RFC 6376 §3.6.2.2).
      judge: (found) => seen(found, found.length === 1 && isKey(found[0] ?? '', row.public_key)),
    },
    {
      use: 'spf',
      type: 'TXT',
      name: domain,
      value: spfInclude === null ? null : `v=spf1 include:${spfInclude} ~all`,
      note:
        spfInclude === null
          ? 'Says which servers send for the domain. It must name the mail server of this installation; ask its operator.'
          : 'Says which servers send for the domain. If there is one already, add the include to it: two records are invalid.',
      judge: (found) => spf(found, spfInclude),
    },
    {
      use: 'dmarc',
      type: 'TXT',
      name: `_dmarc.${domain}`,
      value: 'v=DMARC1; p=none',
      note: 'Says what happens to mails that only claim to be yours. Large mailbox providers require one.',
      above: parentsOf(domain).map((parent) => `_dmarc.${parent}`),
      judge: dmarc,
    },
    ...(returnDomain === null
      ? []
      : [
          {
            use: 'return_path' as const,
            type: 'MX' as const,
            name: returnDomain,
            value: null,
            note: 'Where mails that cannot be delivered come back to. Set by who runs this installation.',
            judge: (found: readonly string[]) => seen(found, found.length > 0),
          },
        ]),
  ];
}

/** Returns the records with the results of the last check. */
export const shownRecords = (row: SendingDomainRow, installation: Installation): DnsRecord[] =>
  recordsOf(row, installation).map(({ use, type, name, value, note }) => ({
    use,
    type,
    name,
    value,
    note,
    ...(row.seen[use] ?? { state: 'unchecked', found: [] }),
  }));

const seen = (found: readonly string[], fits: boolean): Seen => ({
  state: fits ? 'found' : found.length ? 'different' : 'missing',
  found: [...found],
});

/** Parses `a=b; c=d` (RFC 6376 §3.2). White space within a value is ignored. */
function tagsOf(text: string): Map<string, string> {
  const pairs = text.split(';').flatMap((part): [string, string][] => {
    const at = part.indexOf('=');
    return at < 0 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).replace(/\s+/g, '')]];
  });
  return new Map(pairs);
}

function isKey(text: string, publicKey: string): boolean {
  const tags = tagsOf(text);
  const version = tags.get('v') ?? 'DKIM1';
  const kind = tags.get('k') ?? 'rsa';
  return version === 'DKIM1' && kind === 'rsa' && tags.get('p') === publicKey;
}

function spf(found: readonly string[], include: string | null): Seen {
  const policies = found.filter((text) => /^v=spf1(\s|$)/i.test(text.trim()));
  const terms = policies[0]?.toLowerCase().split(/\s+/) ?? [];
  const names =
    include === null ||
    [`include:${include}`, `+include:${include}`, `redirect=${include}`].some((term) =>
      terms.includes(term),
    );
  return seen(policies, policies.length === 1 && names);
}

function dmarc(found: readonly string[]): Seen {
  const policies = found.filter((text) => /^v\s*=\s*DMARC1\s*(;|$)/i.test(text.trim()));
  const policy =
    tagsOf(policies[0] ?? '')
      .get('p')
      ?.toLowerCase() ?? '';
  return seen(policies.length ? policies : found, policies.length === 1 && ['none', 'quarantine', 'reject'].includes(policy)); // prettier-ignore
}

/** `a.b.example` → `b.example`: a parent domain's policy also applies to its subdomains (RFC 7489 §6.6.3). */
function parentsOf(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(1, -1).map((_, i) => labels.slice(i + 1).join('.'));
}
