import calculator from 'sms-segments-calculator';

export type SmsSize = {
  encoding: 'GSM-7' | 'UCS-2';
  segments: number;
  chars: number;
  /**
   * The characters that GSM-7 lacks, each once: any of them makes the whole text UCS-2, with 70 instead of 160
   * characters per segment.
   */
  beyond_gsm: string[];
};

/**
 * The maximum of characters that are counted: several times the limit of a text, so that the author sees by how much
 * it is exceeded.
 */
export const MOST_COUNTED = 6_400;

/**
 * The letters that take one place of GSM-7 each (3GPP TS 23.038 §6.2.1), without the carriage return, which with a line
 * feed is one letter to a reader.
 */
const ONE_PLACE =
  /^[@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]+$/;
/** Places of a text alone, and of each part of a longer one. */
const ALONE = 160;
const PART = 153;

/**
 * Counts the billed segments of a text, after merge fields and opt-out line (3GPP TS 23.038).
 * @throws RangeError above MOST_COUNTED, since the calculator takes minutes for very long texts
 */
export function smsSize(text: string): SmsSize {
  if (text.length > MOST_COUNTED) throw new RangeError('This text is too long to be counted');
  // Most texts. The calculator takes a quarter of a millisecond for each, a campaign has many thousands.
  if (ONE_PLACE.test(text)) {
    const chars = text.length;
    const segments = chars <= ALONE ? 1 : Math.ceil(chars / PART);
    return { encoding: 'GSM-7', segments, chars, beyond_gsm: [] };
  }
  const message = new calculator.SegmentedMessage(text);
  return {
    encoding: message.encodingName === 'GSM-7' ? 'GSM-7' : 'UCS-2',
    segments: message.segmentsCount,
    chars: message.numberOfCharacters,
    beyond_gsm: [...new Set(message.getNonGsmCharacters())],
  };
}
