/** Returns the sender of a campaign as recipients see it. */
export function fromWords(
  organization: {
    name: string;
    sender: { name: string | null; email: string | null; state: string };
  },
  channel: string,
): string {
  if (channel === 'sms') return organization.name;
  const { email, state } = organization.sender;
  const name = organization.sender.name ?? organization.name;
  if (!email) return `${name}, from the address of this installation`;
  const own = `${name} <${email}>`;
  return state === 'proved'
    ? own
    : `${own}, or the address of this installation until the domain is proved`;
}
