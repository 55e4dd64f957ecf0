import type { PageSession } from '../../api/client-types.ts';

/** What people can consent to, as choices of a field: the key is the value. */
export async function purposeChoices(
  api: PageSession['api'],
): Promise<{ value: string; label: string }[]> {
  const { data } = await api.purposes.list({});
  return data.map(({ key, name }) => ({ value: key, label: name }));
}

/** What a choice's value is called; the value where it is none of them. */
export const labelFor = (
  choices: readonly { value: string; label: string }[],
  value: string,
): string => choices.find((one) => one.value === value)?.label ?? value;
