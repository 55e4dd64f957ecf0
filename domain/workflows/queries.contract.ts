/** A question of an operator, as typed into the filter of Temporal Web. */
export type OperatorQuery = { question: string; query: string };

const running = `ExecutionStatus = 'Running'`;

/** Queries for on-call operators (docs/temporal.md); our own pages link to them. */
export const OPERATOR_QUERIES = {
  campaignsSending: {
    question: 'Which campaigns send now?',
    query: `WorkflowType = 'sendCampaign' AND AssentStep = 'sending' AND ${running}`,
  },
  campaignsPaused: {
    question: 'Which campaigns are paused?',
    query: `WorkflowType = 'sendCampaign' AND AssentStep = 'paused' AND ${running}`,
  },
  erasuresOnHold: {
    question: 'Which erasures does a legal hold stop?',
    query: `WorkflowType = 'erasePerson' AND AssentStep = 'on_hold' AND ${running}`,
  },
  codesDeferred: {
    question: 'Whose code does the provider put off?',
    query: `WorkflowType = 'verifyAddress' AND AssentStep = 'sending_code' AND ${running}`,
  },
  requestsToDecide: {
    question: 'Which requests about personal data wait for a decision?',
    query: `WorkflowType = 'answerRequest' AND AssentStep = 'waiting_for_decision' AND ${running}`,
  },
  reviewsNearTheirEnd: {
    question: 'Which words that may be a withdrawal are near their legal end?',
    query: `WorkflowType = 'reviewPossibleWithdrawal' AND AssentStep = 'escalated' AND ${running}`,
  },
  filesBeingRead: {
    question: 'Which files are being read?',
    query: `WorkflowType IN ('importContactFile', 'importSuppressionFile') AND ${running}`,
  },
  endedBadly: {
    question: 'What has ended badly?',
    query: `ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut')`,
  },
  runningForEver: {
    question: 'Are the two that run for ever there?',
    query: `WorkflowType IN ('housekeeping', 'dispatchMessages') AND ${running}`,
  },
} as const satisfies Record<string, OperatorQuery>;

/** Returns the query for everything of one organization. */
export const everythingOf = (tenantId: string): OperatorQuery => ({
  question: 'What is there of one organization?',
  query: `AssentTenant = '${tenantId}'`,
});

/** Restricts a query to one organization. */
export const ofTenant = (query: string, tenantId: string): string =>
  `${query} AND ${everythingOf(tenantId).query}`;
