import { Alert } from '@mantine/core';

type Quota = {
  model: { name: string } | null;
  warnings: readonly { reason: string }[];
};

/** Says that limits in money limit nothing, because nobody knows what the model costs. */
export function PriceWarning({
  quota: { model, warnings },
  mb = 0,
}: {
  quota: Quota;
  /** The room below it, where the page around gives none. */
  mb?: 'md' | 0;
}) {
  if (!warnings.some(({ reason }) => reason === 'model_without_price')) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      role="note"
      mb={mb}
      title="Limits in US dollars limit nothing now"
    >
      The price of {model?.name ?? 'the model'} is not known, so each call counts as free. Set
      limits in tokens.
    </Alert>
  );
}
