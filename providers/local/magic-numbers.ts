/** How the stand-in for the phone network treats certain numbers, as Twilio's own test numbers do. */
export type Refusal = { status: number; code: number; message: string };

export const STOPPED: Refusal = {
  status: 400,
  code: 21610,
  message: 'Attempt to send to unsubscribed recipient',
};

/** Fails with a 500 without having taken the text; `…500` has taken it, and fails all the same. */
export const LOST = '+15005550501';

/** Refused on the spot; 500s leave it open whether the text was taken. See docs/providers.md. */
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

/** Taken, then reported as undelivered with this code: unknown handset, unreachable, carrier filter. */
export const UNDELIVERED: Readonly<Record<string, string>> = {
  '+15005550003': '30005',
  '+15005550010': '30003',
  '+15005550011': '30007',
};

/** Twilio's words, which the network itself acts on. */
const STOP = /^\s*(stop|stopall|unsubscribe|cancel|end|quit|revoke|optout)\s*$/i;
const START = /^\s*(start|yes|unstop)\s*$/i;

/** What the network answers by itself and does to further texts; null for any other words. */
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
