/** The operator's language model: OpenAI, or a server compatible with it. */
export type InstallationModel = {
  kind: 'openai';
  /** With `/v1`. */
  baseUrl: string;
  key: string;
  model: string;
  /** Whether it is the stand-in of `npm start`, which understands nothing. */
  standIn: boolean;
};

/** The key with which `npm start` calls its stand-in. */
export const STAND_IN_KEY = 'local-development-key';

const OPENAI = 'https://api.openai.com/v1';
/** Cheap, quick, and without hidden thinking that would use up a short answer. */
const USUAL_MODEL = 'gpt-4.1-mini';

/**
 * Returns the language model that the environment names; null when it names neither a key nor an address. Servers on
 * one's own machine often want no key.
 */
export function modelOf(
  key: string | undefined,
  baseUrl: string | undefined,
  model: string | undefined,
): InstallationModel | null {
  if (key === undefined && baseUrl === undefined) return null;
  const standIn = key === STAND_IN_KEY;
  return {
    kind: 'openai',
    baseUrl: (baseUrl ?? OPENAI).replace(/\/$/, ''),
    key: key ?? 'none',
    model: model ?? (standIn ? 'stand-in' : USUAL_MODEL),
    standIn,
  };
}
