/** The steps of a campaign's process, as its standing and its search attribute name them. */
export type CampaignStep =
  | 'waiting_for_time'
  | 'freezing_audience'
  | 'sending'
  | WaitStep
  | 'paused'
  | 'reconciling'
  | 'canceling'
  | 'ended';
type WaitStep =
  'waiting_for_sender' | 'waiting_for_quiet_hours' | 'waiting_for_caps' | 'waiting_for_provider';

/** The steps that agree with the state of a campaign: right after an act, its process may still be at an earlier one. */
export const STEPS_WHILE: Record<'scheduled' | 'sending' | 'paused', readonly CampaignStep[]> = {
  scheduled: ['waiting_for_time', 'freezing_audience'],
  sending: [
    'freezing_audience', 'sending', 'waiting_for_sender', 'waiting_for_quiet_hours', 'waiting_for_caps',
    'waiting_for_provider', 'reconciling',
  ],
  paused: ['paused'],
}; // prettier-ignore

export const WAITS_FOR_TIME = 'Waiting for its time.';
export const WAITS_FOR_RESUME = 'Paused: waiting for somebody to resume it.';

/** What the remaining recipients wait for: the number of people per cause, and causes that stop the whole sender. */
export type Waits = {
  /** A provider asked this sender to rest. */
  sender: boolean;
  quiet_hours: number;
  /** Number of time zones; 0: unknown. */
  time_zones: number;
  frequency_cap: number;
  /** Not accepted by the provider at the last attempt. */
  provider: number;
};

/** Returns what a campaign waits for, in sentences; the first decides the name of its step. */
export const wordsOf = (waits: Waits): string[] => reasons(waits).map(({ words }) => words);

/** Returns the step of a campaign without due recipients. */
export const waitStep = (waits: Waits): WaitStep =>
  reasons(waits)[0]?.step ?? 'waiting_for_provider';

function reasons(waits: Waits): { step: WaitStep; words: string }[] {
  const { sender, quiet_hours, time_zones, frequency_cap, provider } = waits;
  return [
    ...(sender
      ? [reason('waiting_for_sender', 'Waiting for the pause that the provider asked for to end.')]
      : []),
    ...(quiet_hours
      ? [reason('waiting_for_quiet_hours', `Waiting for quiet hours to end${zones(time_zones)}.`)]
      : []),
    ...(frequency_cap
      ? [
          reason(
            'waiting_for_caps',
            `Waiting for room under the frequency cap for ${people(frequency_cap)}.`,
          ),
        ]
      : []),
    ...(provider
      ? [
          reason(
            'waiting_for_provider',
            `Waiting to try again ${people(provider)} whose message the provider deferred.`,
          ),
        ]
      : []),
  ];
}

const reason = (step: WaitStep, words: string) => ({ step, words });
const number = (n: number): string => n.toLocaleString('en');
const people = (n: number): string => (n === 1 ? '1 person' : `${number(n)} people`);
const zones = (n: number): string =>
  n === 0 ? '' : n === 1 ? ' in 1 time zone' : ` in ${number(n)} time zones`;
