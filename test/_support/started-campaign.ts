import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { Alone } from './started.ts';

/** Approves a campaign of mails to everybody with a tag, through the API. @returns its id */
export async function approveByApi(
  { call }: Pick<Alone, 'call'>,
  campaign: { name: string; tag: string; ratePerSec: number },
): Promise<string> {
  const make = async (path: string, body: object): Promise<string> => {
    const answer = await call('POST', path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return String(answer.body.id);
  };
  const template_id = await make('/templates', {
    name: campaign.name,
    channel: 'email',
    category: 'promotional',
    subject: 'News',
    body: '<p>Hello {{ contact.first_name }}</p><a href="{{ unsubscribe_url }}">Stop</a>',
  });
  const id = await make('/campaigns', {
    name: campaign.name,
    channel: 'email',
    purpose: 'marketing',
    template_id,
    audience: { tags: [campaign.tag] },
    rate_per_sec: campaign.ratePerSec,
  });
  await make(`/campaigns/${id}/schedule`, {});
  return id;
}

/** How many mails each address got, from the receiver's own file. */
export function received({ dataDir }: Pick<Alone, 'dataDir'>): Map<string, number> {
  const file = new DatabaseSync(join(dataDir, 'inbox.sqlite'), { readOnly: true });
  try {
    const rows = file.prepare(`select recipient, count(*) as times from received group by 1`).all();
    return new Map(rows.map((row) => [String(row['recipient']), Number(row['times'])]));
  } finally {
    file.close();
  }
}
