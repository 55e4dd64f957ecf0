/** Plain words for the uses of a template. */
export const CATEGORY_WORDS: Record<string, string> = {
  promotional: 'News and offers',
  transactional: 'Service messages',
  invite: 'Asking for consent',
  confirmation: 'Welcome after consent',
  opt_out_confirmation: 'Goodbye after opt-out',
  renewal: 'Asking to stay before consent ends',
};
export const CATEGORY_OPTIONS = Object.entries(CATEGORY_WORDS).map(([value, label]) => ({
  value,
  label,
}));
