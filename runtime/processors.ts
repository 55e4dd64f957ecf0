import type { Processor } from '#domain/privacy/export/processor.ts';
import type { Config } from '#lib/config.ts';

const host = (address: string): string => new URL(address).hostname;

const isOpenai = (url: string): boolean => /(?:^|\.)openai\.com$/i.test(host(url));

/** Returns the host of the S3 endpoint if one is set, otherwise Amazon's in the region. */
const endpointOf = (url: string): string => {
  const asked = new URL(url).searchParams;
  return host(asked.get('endpoint') ?? `https://s3.${asked.get('region') ?? 'us-east-1'}.amazonaws.com`); // prettier-ignore
};

/**
 * Returns the recipients of personal data in this installation, by name, as Article 15(1)(c) GDPR requires; read from
 * the configuration.
 */
export function processorsOf(config: Config): Processor[] {
  return [
    {
      name: config.TWILIO_API_BASE ? host(config.TWILIO_API_BASE) : 'Twilio Inc.',
      role: 'texts',
      where: config.TWILIO_API_BASE
        ? host(config.TWILIO_API_BASE)
        : 'api.twilio.com, United States',
    },
    {
      name: host(config.SMTP_URL),
      role: 'mail',
      where: host(config.SMTP_URL),
    },
    ...(config.SES_TOPIC_ARNS
      ? [
          {
            name: 'Amazon Web Services (SES)',
            role: 'mail_reports' as const,
            where: config.SES_TOPIC_ARNS.split(',')[0]?.split(':')[3] ?? 'AWS',
          },
        ]
      : []),
    ...(config.assistant
      ? [
          {
            name: isOpenai(config.assistant.baseUrl) ? 'OpenAI' : host(config.assistant.baseUrl),
            role: 'assistant' as const,
            where: host(config.assistant.baseUrl),
          },
        ]
      : []),
    ...(config.STORAGE_URL
      ? [
          {
            name: new URL(config.STORAGE_URL).hostname,
            role: 'storage' as const,
            where: endpointOf(config.STORAGE_URL),
          },
        ]
      : []),
    {
      name: host(config.publicUrl),
      role: 'operator',
      where: host(config.publicUrl),
    },
  ];
}
