import { sentence } from '../ui/status.tsx';

/** How somebody came; where only they could know, and a caller of the API says it, that is said. */
export const sourceWords = ({
  source,
  source_stated,
}: {
  source: string;
  source_stated: boolean;
}): string => (source_stated ? `${sentence(source)} (as stated by the caller)` : sentence(source));
