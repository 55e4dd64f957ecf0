import { Button } from '@mantine/core';
import { useNavigation } from '@remix-run/react';
import { PageForm } from '../forms/form.tsx';

const FORM = 'stop-answer';

/** The form that stops an answer; its button stands in another one. */
export function StopForm({ id }: { id: string }) {
  return (
    <PageForm intent="stop" row={id} id={FORM}>
      {null}
    </PageForm>
  );
}

export function StopButton() {
  const { formData } = useNavigation();
  return (
    <Button
      type="submit"
      form={FORM}
      variant="default"
      loading={formData?.get('intent') === 'stop'}
    >
      Stop
    </Button>
  );
}
