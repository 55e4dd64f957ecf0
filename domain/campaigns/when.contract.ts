/** How far ahead a campaign may be scheduled: a time beyond is a mistyped year. The pages say so too. */
export const MOST_YEARS = 2;

/** Why a campaign's time is refused, as the API says it; the pages tell the two apart by it. */
export const TIME_REFUSED = {
  past: 'is in the past; name a later time, or schedule it with "at": "now"',
  far: `lies more than ${MOST_YEARS} years ahead; check the year`,
};
