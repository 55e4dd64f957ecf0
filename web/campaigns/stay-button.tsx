import { SubmitButton } from '../forms/fields.tsx';

/** Saves a step and shows the result. Only without a script; with one, every change is saved at once. */
export function StayButton({ children }: { children: string }) {
  return (
    <noscript>
      <SubmitButton variant="default" name="go" value="stay">
        {children}
      </SubmitButton>
    </noscript>
  );
}
