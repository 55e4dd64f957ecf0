import { TextInput } from '@mantine/core';
import { useForm } from './form.tsx';

/**
 * The field `file` of a form that takes a CSV. It is the browser's own input, which takes a file before the page's
 * script has loaded and keeps it afterwards; Mantine's FileInput empties itself then.
 * @param description the maximum size, and what is detected automatically
 */
export function CsvFileField({ description }: { description: string }) {
  const { answer } = useForm();
  return (
    <TextInput
      type="file"
      name="file"
      label="File"
      description={description}
      accept=".csv,.tsv,.txt,text/csv"
      error={answer?.errors.find(({ path }) => path === 'file')?.message ?? answer?.message}
    />
  );
}
