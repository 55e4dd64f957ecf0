import type { RetentionKind } from '../../../retention/kinds.ts';
import { KINDS } from '../../../retention/terms.ts';
import type { ProcessorRole } from '../processor.ts';
import type { SectionName } from '../section.ts';

/** Texts of about.html: the information of Article 15. Without markup; the page inserts names. */
export type AboutWords = {
  title: (organization: string) => string;
  lead: (organization: string, day: string) => string;
  responsible: string;
  files: { title: string; portable: string; others: string; receipts: string };
  /** The number of entries of a file. */
  entries: (n: number) => string;
  sections: Record<SectionName, string>;
  purposes: { title: string; ground: string; proof: string };
  /** Legal ground of a purpose, by its category. */
  grounds: Record<'marketing' | 'transactional', string>;
  kinds: { title: string; words: string };
  processors: {
    title: string;
    roles: Record<ProcessorRole, string>;
    bound: (organization: string) => string;
  };
  kept: {
    title: string;
    kind: (kind: RetentionKind) => { what: string; since: string };
    days: (n: number, since: string) => string;
    forever: string;
    erased: { what: string; kept: string };
  };
  source: {
    title: string;
    came: (from: string) => string;
    sources: Record<'api' | 'admin' | 'import' | 'form' | 'other', string>;
    each: string;
  };
  machines: { title: string; words: string };
  rights: { title: string; list: readonly string[] };
};

export const en: AboutWords = {
  title: (organization) => `Your data at ${organization}`,
  lead: (organization, day) =>
    `This is a copy of everything ${organization} holds about you in Assent, made on ${day} under Article 15 GDPR, and what the law asks that you be told about it.`,
  responsible: 'Responsible:',
  files: {
    title: 'What the files hold',
    portable:
      'What you gave us, or what came from what you did, is in the folder “portable”: it is yours to take to somebody else (Article 20), in formats programs can read.',
    others: 'The rest is about you, for you to see:',
    receipts:
      'The folder “receipts” has a signed receipt for each consent you gave; anybody can check one.',
  },
  entries: (n) => `${n} ${n === 1 ? 'entry' : 'entries'}`,
  sections: {
    profile: 'Your profile: addresses, name, fields, tags',
    consents: 'What you have agreed to, as it stands now',
    consent_events: 'The history of each consent, with the words you were shown',
    messages:
      'Every message to you: what it said, when, what became of it. Of messages that went to many people at once no copy is kept: where “words” is “written_for_this_copy”, the message was written again from the text that was approved then; your name and other values of your profile, and the name and address of the organization, are those of today, and links do not count clicks',
    message_events: 'What happened to each message, step by step',
    inbound_messages: 'What you wrote to us',
    form_submissions: 'Forms you sent, with what they showed you',
    suppressions: 'Blocks: why nothing is sent to an address',
    verifications: 'Codes you were sent to prove an address (never the codes themselves)',
    reviews: 'Where somebody had to decide whether your words were a withdrawal',
    mail_reports: 'What mail servers reported about your address',
    imports: 'Files we took you from',
    assistant_messages:
      'Questions of members and visitors to the assistant that name you, and its answers',
    privacy_requests: 'What you asked of us about your data',
    access_log: 'Who looked at or changed your data, from the audit log; people by their role',
  },
  purposes: {
    title: 'What it is used for, and on what ground',
    ground: 'Ground:',
    proof:
      'To be able to show that messages were allowed, the proof of each consent is kept: Art. 7(1) and 6(1)(c) GDPR.',
  },
  grounds: {
    marketing: 'your consent, Art. 6(1)(a) GDPR',
    transactional: 'your consent, or the contract the message is about, Art. 6(1)(a) and (b) GDPR',
  },
  kinds: {
    title: 'Which kinds of data',
    words:
      'Addresses and name; what you or the organization added to your profile; your consents with their evidence; messages and what happened to them; what you wrote; codes that proved an address; who looked at these data.',
  },
  processors: {
    title: 'Who gets it',
    roles: {
      texts: 'delivers text messages and reports what became of them',
      mail: 'delivers e-mail',
      mail_reports: 'reports what became of e-mail',
      assistant:
        'answers questions by a language model: it reads what is asked and what the answer needs, with tokens in place of names and addresses',
      storage: 'keeps imports, copies for people and archives, encrypted',
      operator:
        'operates this installation: runs the database and the storage in which the data lies encrypted',
    },
    bound: (organization) =>
      `They work for ${organization} and may use it for nothing else. Where one of them works outside the European Economic Area, ${organization} can tell you on which safeguards that rests (Article 46).`,
  },
  kept: {
    title: 'How long it is kept',
    kind: (kind) => ({ what: KINDS[kind].title, since: KINDS[kind].since }),
    days: (n, since) => `${n} days since ${since}`,
    forever: 'until you ask for it to be erased',
    erased: {
      what: 'That you were erased, should you ask for it',
      kept: 'as a keyed hash of the address, so that no file brings you back',
    },
  },
  source: {
    title: 'Where it comes from',
    came: (from) => `Your profile came by ${from}.`,
    sources: {
      api: 'a program of the organization, or a form you sent',
      admin: 'a member of the organization who entered it',
      import: 'a file the organization uploaded',
      form: 'a form you sent',
      other: 'your own messages and forms',
    },
    each: 'Each consent names its source in “consent_events”.',
  },
  machines: {
    title: 'Decisions by machines',
    words:
      'No decision about you is made by a machine alone that has legal or similar effect (Article 22). Opens and clicks are recorded; nobody is given a score.',
  },
  rights: {
    title: 'What you may do',
    list: [
      'take back a consent at any time, by the link in any message or by answering STOP',
      'have data corrected (Article 16), erased (Article 17) or its use restricted (Article 18)',
      'object to its use (Article 21)',
      'take what is in “portable” elsewhere (Article 20)',
      'complain to a supervisory authority, for example where you live (Article 77)',
    ],
  },
};
