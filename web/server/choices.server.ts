import type { PageSession } from '../../api/client-types.ts';

/** Returns purposes as options of a field; the value is the key. */
export async function purposeChoices(
  api: PageSession['api'],
): Promise<{ value: string; label: string }[]> {
  const { data } = await api.purposes.list({});
  return data.map(option);
}

/** The same of purposes for marketing only: nothing else is limited by caps. */
export async function marketingChoices(
  api: PageSession['api'],
): Promise<{ value: string; label: string }[]> {
  const { data } = await api.purposes.list({});
  return data.filter(({ category }) => category === 'marketing').map(option);
}

const option = ({ key, name }: { key: string; name: string }) => ({ value: key, label: name });

/** Returns the label of an option, or the value if there is no such option. */
export const labelFor = (
  choices: readonly { value: string; label: string }[],
  value: string,
): string => choices.find((one) => one.value === value)?.label ?? value;
