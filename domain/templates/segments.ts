import calculator from 'sms-segments-calculator';

export type SmsSize = {
  encoding: 'GSM-7' | 'UCS-2';
  segments: number;
  chars: number;
  /** The characters GSM-7 lacks, each once: any of them makes the whole text UCS-2, 70 letters instead of 160. */
  beyond_gsm: string[];
};

/** How a text is billed: count after merge fields and opt-out wording (3GPP TS 23.038). */
export function smsSize(text: string): SmsSize {
  const message = new calculator.SegmentedMessage(text);
  return {
    encoding: message.encodingName === 'GSM-7' ? 'GSM-7' : 'UCS-2',
    segments: message.segmentsCount,
    chars: message.numberOfCharacters,
    beyond_gsm: [...new Set(message.getNonGsmCharacters())],
  };
}
