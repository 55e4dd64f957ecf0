import PostalMime from 'postal-mime';

export type ReadMail = {
  from?: string;
  subject?: string;
  text: string;
  html?: string;
  headers?: Record<string, string>;
};

/** Parses a mail. A mail that cannot be parsed is returned as its source. */
export async function readMail(source: Uint8Array): Promise<ReadMail> {
  try {
    const mail = await PostalMime.parse(source);
    return {
      ...(mail.from?.address ? { from: mail.from.address } : {}),
      subject: mail.subject ?? '',
      text: mail.text ?? '',
      ...(mail.html === undefined ? {} : { html: mail.html }),
      headers: Object.fromEntries(mail.headers.map((h) => [h.key, h.value])),
    };
  } catch {
    return { text: Buffer.from(source).toString('latin1') };
  }
}
