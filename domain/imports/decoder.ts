import iconv from 'iconv-lite';
import { DOS_ENCODINGS, type DosEncoding, type Encoding } from './encodings.contract.ts';

const isDos = (encoding: Encoding): encoding is DosEncoding =>
  DOS_ENCODINGS.some((one) => one === encoding);

/**
 * Returns a streaming decoder: each call decodes the next bytes, one without bytes the end.
 * @throws TypeError in a call, when the bytes are not text in this encoding
 */
export function streamingDecoder(encoding: Encoding): (bytes?: Buffer) => string {
  if (isDos(encoding)) return dosDecoder(encoding);
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (bytes) => (bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode());
}

function dosDecoder(encoding: DosEncoding): (bytes?: Buffer) => string {
  const decoder = iconv.getDecoder(encoding);
  return (bytes) => {
    const text = (bytes ? decoder.write(bytes) : decoder.end()) ?? '';
    if (text.includes('\ufffd')) throw new TypeError(`These bytes are not text in ${encoding}`);
    return text;
  };
}
