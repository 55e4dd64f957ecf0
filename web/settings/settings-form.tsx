import { createContext, useContext, type ComponentProps, type ReactNode } from 'react';
import { CheckField, LongTextField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';

const MayWrite = createContext(false);

/**
 * A form of settings: readers see it, and users with the permission to write can change it. Its fields are wrappers
 * defined in this file, because they must be read-only for readers.
 */
export function SettingsForm({
  mayWrite,
  intent = '',
  children,
}: {
  mayWrite: boolean;
  intent?: string;
  children: ReactNode;
}) {
  return (
    <MayWrite.Provider value={mayWrite}>
      <PageForm intent={intent} guarded={mayWrite}>
        {children}
      </PageForm>
    </MayWrite.Provider>
  );
}

/** The last group of fields of a form, with the button that saves. */
export function LastFields({ children }: { children: ReactNode }) {
  const mayWrite = useContext(MayWrite);
  return (
    <Fields>
      {children}
      {mayWrite ? (
        <FormEnd>
          <SubmitButton>Save</SubmitButton>
        </FormEnd>
      ) : null}
    </Fields>
  );
}

export function TextSetting(props: ComponentProps<typeof TextField>) {
  return <TextField {...props} readOnly={!useContext(MayWrite)} />;
}

export function LongTextSetting(props: ComponentProps<typeof LongTextField>) {
  return <LongTextField {...props} readOnly={!useContext(MayWrite)} />;
}

export function CheckSetting(props: ComponentProps<typeof CheckField>) {
  return <CheckField {...props} disabled={!useContext(MayWrite)} />;
}
