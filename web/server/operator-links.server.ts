import {
  everythingOf,
  OPERATOR_QUERIES,
  ofTenant,
  type OperatorQuery,
} from '../../domain/workflows/queries.contract.ts';

export type OperatorLink = { question: string; href: string };

type Who = {
  config: { temporalUiUrl: string | null };
  session: { permissions: readonly string[]; organization: { id: string } };
};

/**
 * Returns the Temporal Web link for a question about this organization; null for readers who may not see workflows.
 */
export function operatorLink(
  { config, session }: Who,
  name: keyof typeof OPERATOR_QUERIES,
): OperatorLink | null {
  const { question, query } = OPERATOR_QUERIES[name];
  return linkTo({ config, session }, { question, query: ofTenant(query, session.organization.id) });
}

/** Returns the links for all questions about one organization. */
export const operatorLinks = (who: Who): OperatorLink[] =>
  [
    linkTo(who, everythingOf(who.session.organization.id)),
    ...ABOUT_ONE.map((name) => operatorLink(who, name)),
  ].flatMap((link) => link ?? []);

const ABOUT_ONE = [
  'campaignsSending',
  'campaignsPaused',
  'erasuresOnHold',
  'codesDeferred',
  'requestsToDecide',
  'reviewsNearTheirEnd',
  'filesBeingRead',
  'endedBadly',
] as const satisfies (keyof typeof OPERATOR_QUERIES)[];

const linkTo = (
  { config, session }: Who,
  { question, query }: OperatorQuery,
): OperatorLink | null =>
  config.temporalUiUrl && session.permissions.includes('workflows:read')
    ? {
        question,
        href: `${config.temporalUiUrl}/workflows?query=${encodeURIComponent(query)}`,
      }
    : null;
