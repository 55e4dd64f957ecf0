import type { Processor } from '#domain/privacy/export/about.ts';
import type { Config } from '#lib/config.ts';

const host = (address: string): string => new URL(address).hostname;

/** The host of an S3 service that is named, else Amazon's in its region. */
const endpointOf = (url: string): string => {
  const asked = new URL(url).searchParams;
  return host(asked.get('endpoint') ?? `https://s3.${asked.get('region') ?? 'us-east-1'}.amazonaws.com`); // prettier-ignore
};

/** Whom personal data goes to in this installation, by name, as Article 15(1)(c) asks: from its configuration. */
export function processorsOf(config: Config): Processor[] {
  return [
    {
      name: config.TWILIO_API_BASE
        ? `Text messages by ${host(config.TWILIO_API_BASE)}`
        : 'Twilio Inc.',
      does: 'delivers text messages and reports what became of them',
      where: config.TWILIO_API_BASE
        ? host(config.TWILIO_API_BASE)
        : 'api.twilio.com, United States',
    },
    {
      name: `The mail server ${host(config.SMTP_URL)}`,
      does: 'delivers e-mail',
      where: host(config.SMTP_URL),
    },
    ...(config.SES_TOPIC_ARNS
      ? [
          {
            name: 'Amazon Web Services (SES)',
            does: 'reports what became of e-mail',
            where: config.SES_TOPIC_ARNS.split(',')[0]?.split(':')[3] ?? 'AWS',
          },
        ]
      : []),
    ...(config.STORAGE_URL
      ? [
          {
            name: `The object storage ${new URL(config.STORAGE_URL).hostname}`,
            does: 'keeps imports, copies for people and archives, encrypted',
            where: endpointOf(config.STORAGE_URL),
          },
        ]
      : []),
    {
      name: 'The operator of this installation',
      does: 'runs the database and the storage in which the data lies encrypted',
      where: host(config.publicUrl),
    },
  ];
}
