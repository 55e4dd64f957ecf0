/** How the simulated phone network refuses certain numbers, like Twilio's own test numbers. */
export type Refusal = { status: number; code: number; message: string };

export const STOPPED: Refusal = {
  status: 400,
  code: 21610,
  message: 'Attempt to send to unsubscribed recipient',
};

/** Answers 500 and has not taken the text. `…500` also answers 500, but has taken it. */
export const LOST = '+15005550501';

/** Numbers that are refused at once; a 500 leaves open whether the text was taken. See docs/providers.md. */
export const REFUSED: Readonly<Record<string, Refusal>> = {
  '+15005550001': { status: 400, code: 21211, message: "Invalid 'To' Phone Number" },
  '+15005550002': {
    status: 400,
    code: 21612,
    message: "Message cannot be sent to the 'To' number",
  },
  '+15005550004': STOPPED,
  '+15005550009': { status: 400, code: 21614, message: "'To' number is not a valid mobile number" },
  '+15005550429': { status: 429, code: 20429, message: 'Too many requests' },
  '+15005550500': { status: 500, code: 20500, message: 'Internal Server Error' },
  [LOST]: { status: 500, code: 20500, message: 'Internal Server Error' },
};

/**
 * Numbers whose texts are taken, then reported as undelivered with this code: unknown handset, unreachable, carrier
 * filter.
 */
export const UNDELIVERED: Readonly<Record<string, string>> = {
  '+15005550003': '30005',
  '+15005550010': '30003',
  '+15005550011': '30007',
};

/** Twilio's keywords, on which the network itself acts. */
const STOP = /^\s*(stop|stopall|unsubscribe|cancel|end|quit|revoke|optout)\s*$/i;
const START = /^\s*(start|yes|unstop)\s*$/i;

/** Returns the network's own answer to a keyword, and whether it blocks further texts; null for any other text. */
export function networkWord(body: string): { blocks: boolean; answer: string } | null {
  if (STOP.test(body)) {
    return {
      blocks: true,
      answer:
        'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
    };
  }
  if (!START.test(body)) return null;
  return {
    blocks: false,
    answer:
      'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
  };
}
