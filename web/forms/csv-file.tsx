import { TextInput } from '@mantine/core';
import { useForm } from './form.tsx';

/**
 * The field `file` of a form that takes a CSV: the browser's own, which takes a file before the page's script has come
 * and keeps it when it comes. Mantine's FileInput empties itself then.
 * @param description how large, and what is found by itself
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
