import test from 'ava';
import { campaignPatch, newCampaign } from '#domain/campaigns/contract.ts';
import { newId } from '#lib/ids.ts';

test('"everyone" beside a group is refused with the group’s name', (t) => {
  const draft = { name: 'News', channel: 'email', purpose: 'marketing' };
  for (const field of ['tags', 'segment_ids', 'contact_ids']) {
    const audience = { everyone: true, [field]: [newId()] };
    for (const read of [newCampaign.safeParse({ ...draft, audience }), campaignPatch.safeParse({ audience })]) {
      t.deepEqual(read.error?.issues.map(({ path }) => path.join('.')), [`audience.${field}`]);
    }
  } // prettier-ignore
  for (const audience of [{ everyone: true }, { everyone: true, tags: [] }, { tags: ['a'] }, { everyone: false, tags: ['a'] }])
    t.true(campaignPatch.safeParse({ audience }).success); // prettier-ignore
});
