import { FileInput } from '@mantine/core';
import { useForm } from './form.tsx';

/** The field `file` of a form that takes a CSV. @param description how large, and what is found by itself */
export function CsvFileField({ description }: { description: string }) {
  const { answer } = useForm();
  return (
    <FileInput
      name="file"
      label="File"
      description={description}
      placeholder="Choose a file"
      accept=".csv,.tsv,.txt,text/csv"
      error={answer?.errors.find(({ path }) => path === 'file')?.message ?? answer?.message}
    />
  );
}
