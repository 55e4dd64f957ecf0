/** What an erasure leaves, and on which ground. Shown before (dry run), and in the certificate. */
export const STAYS = [
  {
    what: 'The proof of each consent: purpose, channel, wording, time, source, withdrawal; without the address',
    why: 'Art. 7(1) and 17(3)(e) GDPR: to show that messages were allowed; as long as claims can be made',
  },
  {
    what: 'A keyed hash of each address on the suppression list',
    why: 'Art. 17(3)(b) GDPR and the wish itself: so that no import brings the person back',
  },
  {
    what: 'The ledger’s line for each message: when, which campaign, how it ended; without text or address',
    why: 'So that counts and costs add up; it identifies nobody',
  },
  {
    what: 'The audit log: what was done, by ids',
    why: 'Art. 5(2) GDPR: accountability; it contains no personal data and is sealed',
  },
  {
    what: 'This erasure: ids and keyed hashes',
    why: 'So that it is applied again if an older backup is restored',
  },
] as const;

export const OUT_OF_REACH = [
  {
    what: 'Mails in the person’s mailbox and on the mail servers they went through',
    why: 'They were delivered; mail cannot be recalled',
  },
  {
    what: 'Older backups',
    why: 'They expire by their own retention; this erasure is applied to a restored one before its first send',
  },
  {
    what: 'Counters that limit sends across all organizations',
    why: 'Keyed hashes that do not show whose they are; deleted within 25 hours',
  },
] as const;
