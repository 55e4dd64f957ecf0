import type { ShouldRevalidateFunctionArgs } from '@remix-run/react';

/** A preview changes nothing, so no page needs its data again after one. */
export const wasPreview = ({ formAction }: ShouldRevalidateFunctionArgs): boolean =>
  formAction?.endsWith('/preview') ?? false;

/** `shouldRevalidate` of a page whose form has a live preview. */
export const notAfterPreview = (args: ShouldRevalidateFunctionArgs): boolean =>
  !wasPreview(args) && args.defaultShouldRevalidate;
