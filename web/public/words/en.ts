/** What the public pages say. Every other language has the same keys: `PublicWords`. */
export const en = {
  name: 'English',
  languageLabel: 'Language',
  how: 'How',
  byText: 'By text',
  byMail: 'By e-mail',
  phone: 'Your mobile number',
  email: 'Your e-mail address',
  code: 'Code',
  boxes: 'What you agree to',
  privacy: 'Privacy notice',
  leaveEmpty: 'Leave this empty',
  signUp: {
    title: (organization: string) => `Hear from ${organization}`,
    button: 'Sign up',
    working: 'Just a moment …',
    nothing: 'There is nothing to sign up for just now.',
    stop: 'Stop receiving messages',
    preferences: 'Manage what you receive',
  },
  codeStep: {
    title: 'Enter the code we sent you',
    sentTo: (to: string) => `It went to ${to} and works for ten minutes.`,
    button: 'Confirm',
    again: 'No text after a minute?',
    startAgain: 'Start again',
  },
  mailStep: {
    title: 'Look into your mailbox',
    words: 'We sent you a mail. Open the link in it to confirm that the address is yours.',
    quiet: 'Nothing there? Look under spam, or start again.',
  },
  done: {
    title: 'Thank you, it is confirmed',
    words: (organization: string) =>
      `You will hear from ${organization}. You can stop at any time.`,
  },
  confirm: {
    title: (what: string) => `Yes to ${what}?`,
    several: 'these messages',
    words: (to: string, organization: string) =>
      `Confirm that ${to} is yours and that you want to hear from ${organization}.`,
    button: 'Yes, confirm',
    notYou: 'Not you? Close this page; nothing will be sent.',
    done: (organization: string, to: string) =>
      `${organization} may now write to ${to}. Every message has a way to stop.`,
    over: 'This link no longer works',
    overWords: 'It was valid for a limited time. Sign up again to get a new one.',
  },
  renew: {
    title: (purpose: string) => `Keep receiving ${purpose}?`,
    words: (to: string, wording: string) => `For ${to}: ${wording}`,
    button: 'Yes, keep me in',
    quiet: 'If you do nothing, these messages stop by themselves.',
    done: 'Thank you, you are staying',
    doneWords: (organization: string, purpose: string, to: string) =>
      `${organization} goes on sending ${purpose} to ${to}. Every message has a way to stop.`,
    overWords: 'The consent has ended or was taken back. Sign up again if you want these messages.',
  },
  optOut: {
    title: 'Stop receiving messages',
    which: 'Which',
    texts: 'Texts',
    mails: 'E-mails',
    lead: 'Everything stops at once; only what you ask for yourself still comes, such as a code.',
    button: 'Stop the messages',
    done: 'You will get no more of these',
    doneWords: (organization: string) =>
      `${organization} sends nothing more to this address that you did not ask for.`,
  },
  unsubscribe: {
    title: (what: string) => `Stop “${what}”?`,
    words: (to: string) => `Nothing more of it goes to ${to}. It takes effect at once.`,
    button: 'Unsubscribe',
    done: 'You are unsubscribed',
    doneWords: (organization: string, what: string, to: string) =>
      `${organization} sends no more “${what}” to ${to}.`,
    texts: 'texts',
    mails: 'mails',
  },
  errors: {
    phone: 'This is not a phone number.',
    email: 'This is not an e-mail address.',
    missing: 'This is missing.',
    country: 'We cannot send to this country.',
    tick: 'Tick what you want.',
    shown: 'These words have changed in the meantime. Read them again and tick what you want.',
    ticket: 'This page was open too long or has been sent before. Send it once more.',
    code: 'This is not the code we sent, or it no longer works.',
    digits: 'A code has only digits.',
    site: 'This form may not be used on the site you came from.',
    tooMany: 'Too many tries. Wait a while and try again.',
  },
  failure: {
    gone: 'This link does not work',
    goneWords: 'It may be cut off or mistyped. Open it again from the message you got.',
    other: 'This did not work just now',
    otherWords: 'Nothing is lost. Wait a minute and try again.',
  },
};
export type PublicWords = typeof en;
