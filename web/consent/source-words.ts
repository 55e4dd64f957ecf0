import { sentence } from '../ui/status.tsx';

/** Names the source of an event. If only the person could know it and an API caller stated it, the text says so. */
export const sourceWords = ({
  source,
  source_stated,
}: {
  source: string;
  source_stated: boolean;
}): string => (source_stated ? `${sentence(source)} (as stated by the caller)` : sentence(source));
