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

export const WAITS_FOR_TIME = 'Waiting for its time.';
export const WAITS_FOR_RESUME = 'Paused: waiting for somebody to resume it.';

/** What keeps those back who have to get it still: how many people, and the whole sender. */
export type Waits = {
  /** A provider asked this sender to rest. */
  sender: boolean;
  quiet_hours: number;
  /** In so many time zones; 0: not known. */
  time_zones: number;
  frequency_cap: number;
  /** Not taken by the provider at the last try. */
  provider: number;
};

/** What a campaign waits for, in sentences; the first is what its step is called after. */
export const wordsOf = (waits: Waits): string[] => reasons(waits).map(({ words }) => words);

/** The step of a campaign nobody of which is due. */
export const waitStep = (waits: Waits): WaitStep =>
  reasons(waits)[0]?.step ?? 'waiting_for_provider';

function reasons(waits: Waits): { step: WaitStep; words: string }[] {
  const { sender, quiet_hours, time_zones, frequency_cap, provider } = waits;
  return [
    ...(sender
      ? [reason('waiting_for_sender', 'Waiting for the rest to end that the provider asked for.')]
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
            `Waiting to try again ${people(provider)} whose message the provider put off.`,
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
