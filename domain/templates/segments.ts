import calculator from 'sms-segments-calculator';

export type SmsSize = {
  encoding: 'GSM-7' | 'UCS-2';
  segments: number;
  chars: number;
  /** The characters GSM-7 lacks, each once: any of them makes the whole text UCS-2, 70 letters instead of 160. */
  beyond_gsm: string[];
};

/** Characters that are counted: some times what a text may have, so that its author sees how far it is over. */
export const MOST_COUNTED = 6_400;

/**
 * How a text is billed: count after merge fields and opt-out wording (3GPP TS 23.038).
 * @throws RangeError above MOST_COUNTED: the calculator takes minutes for what no text may be, so its length comes first
 */
export function smsSize(text: string): SmsSize {
  if (text.length > MOST_COUNTED) throw new RangeError('This text is too long to be counted');
  const message = new calculator.SegmentedMessage(text);
  return {
    encoding: message.encodingName === 'GSM-7' ? 'GSM-7' : 'UCS-2',
    segments: message.segmentsCount,
    chars: message.numberOfCharacters,
    beyond_gsm: [...new Set(message.getNonGsmCharacters())],
  };
}
