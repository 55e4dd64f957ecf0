import { SubmitButton } from '../forms/fields.tsx';

/** Saves a step and shows what came of it. Only without a script: with one every change is saved and shown at once. */
export function StayButton({ children }: { children: string }) {
  return (
    <noscript>
      <SubmitButton variant="default" name="go" value="stay">
        {children}
      </SubmitButton>
    </noscript>
  );
}
