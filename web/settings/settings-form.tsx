import { createContext, useContext, type ComponentProps, type ReactNode } from 'react';
import { CheckField, LongTextField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';

const MayWrite = createContext(false);

/**
 * A form of settings: everybody who has the page sees them, who may write changes them. Its fields are those of this
 * file, which nobody else can type into.
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
      <PageForm intent={intent}>{children}</PageForm>
    </MayWrite.Provider>
  );
}

/** The last group of a form's fields, with the button that saves. */
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
