/** Says that a text is no address of a channel; without a channel, of none. */
export const noAddress = (channel: 'sms' | 'email' | undefined): string => {
  if (channel === undefined) return 'is neither an e-mail address nor a phone number';
  return channel === 'email' ? 'is not an e-mail address' : 'is not a phone number';
};
