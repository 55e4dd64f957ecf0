import { z } from 'zod';
import { emptyOrVisibleText } from '#lib/visible.ts';

const ORIGIN = 'must be an origin such as https://shop.example';
/** Scheme, host and port, and nothing else: it becomes part of a header. */
const EXACT = /^https?:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/;

/** An exact origin. A trailing slash and capitals are put right; a path would promise what cannot be kept. */
const origin = z
  .string()
  .trim()
  .max(300)
  .transform((text) => {
    const url = URL.parse(text);
    const isBare = url?.pathname === '/' && !url.search && !url.hash && !url.username && !url.password; // prettier-ignore
    return isBare ? url.origin : text;
  })
  .pipe(z.string().regex(EXACT, ORIGIN));

const whole = (least: number, most: number) =>
  z.int(`must be a whole number from ${least} to ${most}`).min(least).max(most);

export const widgetInput = z
  .strictObject({
    active: z.boolean(),
    origins: z
      .array(origin)
      .max(20)
      .refine((list) => new Set(list).size === list.length, 'contains a duplicate')
      .describe('the sites that may embed it: exact origins, in production with https'),
    greeting: emptyOrVisibleText(500).describe('empty: a provided one, in the visitor’s language'),
    knowledge: emptyOrVisibleText(20_000).describe(
      'what visitors may be told; what members are told (`PUT /assistant/prompt`) is not told to visitors',
    ),
    form_id: z
      .uuid('must be a UUID')
      .nullable()
      .describe('the sign-up form by which visitors may leave an address; null: none'),
    session_questions: whole(1, 200).describe('questions of one session'),
    network_sessions: whole(1, 1_000).describe('new sessions per hour of one network'),
    session_tokens: whole(0, 1_000_000_000).describe(
      'of one session; the limit of each conversation counts too',
    ),
    month_tokens: z
      .int()
      .min(0)
      .max(1_000_000_000_000)
      .nullable()
      .describe('of all visitors in a month; null: only the organization’s own limit'),
  })
  .refine(({ active, origins }) => !active || origins.length > 0, {
    path: ['origins'],
    message: 'must name at least one site, or no site can show it',
  });
export type WidgetInput = z.output<typeof widgetInput>;

/** Before an organization has said anything. */
export const NO_WIDGET: WidgetInput = {
  active: false,
  origins: [],
  greeting: '',
  knowledge: '',
  form_id: null,
  session_questions: 20,
  network_sessions: 10,
  session_tokens: 50_000,
  month_tokens: 1_000_000,
};

/** A question of a visitor is shorter than one of a member. */
export const QUESTION_LENGTH = 2_000;

/** How long a session lasts, in milliseconds. */
export const SESSION_MS = 2 * 3_600_000;
