import { clockOf } from '../server/clock.server.ts';
import { text } from '../server/fields.server.ts';
import { instantOf } from '../server/local-time.server.ts';
import { asked } from '../server/page.server.ts';

/** Returns who would wait for quiet hours at a typed time. */
export const action = asked(async ({ api, form, params, request, session }) => {
  const at = instantOf(text(form, 'at') ?? '', clockOf(request, session).zone);
  if (!at) return { included: 0, quiet_hours_later: null };
  const id = String(params['id']);
  const { included, quiet_hours_later } = await api.campaigns.audience({
    params: { id },
    query: { at },
  });
  return { included, quiet_hours_later };
});
