/** What an erasure leaves, and on which ground. Shown before (dry run), and in the certificate. */
export const STAYS = [
  {
    what: 'The proof of each consent: purpose, channel, wording, time, road, withdrawal; without the address',
    why: 'Art. 7(1) and 17(3)(e) GDPR: to show that messages were allowed; as long as claims can be made',
  },
  {
    what: 'A keyed hash of each address on the suppression list',
    why: 'Art. 17(3)(b) GDPR and the wish itself: so that no import brings the person back',
  },
  {
    what: 'The ledger’s line for each message: when, which campaign, how it ended; without words or address',
    why: 'So that counts and costs add up; it leads to nobody',
  },
  {
    what: 'The audit log: what was done, by ids',
    why: 'Art. 5(2) GDPR: accountability; it holds no personal data and is sealed',
  },
  {
    what: 'This erasure: ids and keyed hashes',
    why: 'So that it is applied again should a backup from before be restored',
  },
] as const;

export const OUT_OF_REACH = [
  {
    what: 'Mails in the person’s mailbox and on the mail servers they went through',
    why: 'They were delivered; mail has no way to take them back',
  },
  {
    what: 'Backups made before',
    why: 'They end by their own retention; a restored one has this erasure applied before its first send',
  },
  {
    what: 'Counters that limit sends over all organisations',
    why: 'Keyed hashes that say nothing of whose they are; gone within 25 hours',
  },
] as const;
