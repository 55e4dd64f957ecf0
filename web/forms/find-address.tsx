import { SubmitButton, TextField } from './fields.tsx';
import { PageForm } from './form.tsx';
import { Fields } from './layout.tsx';

/** Asks for one address. It is sent in the form's body, so that no URL, log or browser history contains it. */
export function FindAddress({ name = 'address', act = 'Look' }: { name?: string; act?: string }) {
  return (
    <PageForm intent="find" standsFor={{ address: name, phone: name, email: name, to: name }}>
      <Fields>
        <TextField
          name={name}
          label="Address to look for"
          placeholder="E-mail or phone number"
          autoComplete="off"
        />
        <div>
          <SubmitButton variant="default">{act}</SubmitButton>
        </div>
      </Fields>
    </PageForm>
  );
}
