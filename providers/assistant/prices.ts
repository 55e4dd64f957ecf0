/*
 * What the providers charge, as data. Nothing here is fetched: a price that changes is changed here, with its source and
 * date. Charges for writing to a cache are not in it: we ask no provider to write one.
 */

/** Prices in US dollars for a million tokens, as decimals. */
export type ModelPrice = {
  inputPerMillion: string;
  cachedInputPerMillion: string;
  outputPerMillion: string;
  currency: 'USD';
  source: string;
  /** When it was read there. */
  date: string;
};

type Rates = readonly [input: string, cachedInput: string, output: string];
type Row = Rates | { upTo: number; usual: Rates; above: Rates };

const OPENAI = 'https://developers.openai.com/api/docs/pricing';
const ANTHROPIC = 'https://platform.claude.com/docs/en/about-claude/pricing';
const STAND_IN = 'a price for trying out: the stand-in bills nobody';

/** A long prompt costs more at some models: twice the input and one and a half times the output. */
const LONG = 272_000;

const TABLES: readonly { source: string; date: string; rows: Readonly<Record<string, Row>> }[] = [
  {
    source: OPENAI,
    date: '2026-06-30',
    rows: {
      'gpt-4o': ['2.50', '1.25', '10'],
      'gpt-4o-mini': ['0.15', '0.075', '0.60'],
      'gpt-4.1': ['2', '0.50', '8'],
      'gpt-4.1-mini': ['0.40', '0.10', '1.60'],
      'gpt-4.1-nano': ['0.10', '0.025', '0.40'],
      'gpt-5': ['1.25', '0.125', '10'],
      'gpt-5-mini': ['0.25', '0.025', '2'],
      'gpt-5-nano': ['0.05', '0.005', '0.40'],
      'gpt-5.1': ['1.25', '0.125', '10'],
      'gpt-5.4': { upTo: LONG, usual: ['2.50', '0.25', '15'], above: ['5', '0.50', '22.50'] },
      'gpt-5.4-mini': ['0.75', '0.075', '4.50'],
      'gpt-5.4-nano': ['0.20', '0.02', '1.25'],
      'gpt-5.5': { upTo: LONG, usual: ['5', '0.50', '30'], above: ['10', '1', '45'] },
    },
  },
  {
    source: OPENAI,
    date: '2026-10-26',
    rows: {
      'gpt-5.6-luna': { upTo: LONG, usual: ['0.20', '0.02', '1.20'], above: ['0.40', '0.04', '1.80'] },
      'gpt-5.6-terra': { upTo: LONG, usual: ['2', '0.20', '12'], above: ['4', '0.40', '18'] },
      'gpt-6-luna': { upTo: LONG, usual: ['0.10', '0.01', '0.50'], above: ['0.20', '0.02', '0.75'] },
      'gpt-6-sol': { upTo: LONG, usual: ['2', '0.20', '10'], above: ['4', '0.40', '15'] },
      'gpt-6-astra': { upTo: LONG, usual: ['10', '1', '50'], above: ['20', '2', '75'] },
      'gpt-6.1-terra': { upTo: LONG, usual: ['1', '0.05', '5'], above: ['2', '0.10', '7.50'] },
    },
  },
  {
    source: ANTHROPIC,
    date: '2026-10-16',
    rows: {
      'claude-haiku-5-5': { upTo: 100_000, usual: ['0.10', '0.01', '0.50'], above: ['0.50', '0.05', '2.50'] },
      'claude-sonnet-5-5': ['2', '0.10', '10'],
      'claude-opus-5-5': ['4', '0.20', '20'],
      'claude-fable-5-1': ['10', '0.25', '50'],
      'claude-sonnet-5': ['2', '0.20', '10'],
      'claude-opus-5': ['5', '0.50', '25'],
      'claude-haiku-4-5': ['1', '0.10', '5'],
      'claude-sonnet-4-5': ['3', '0.30', '15'],
      'claude-sonnet-4-6': ['3', '0.30', '15'],
      'claude-opus-4-5': ['5', '0.50', '25'],
      'claude-opus-4-6': ['5', '0.50', '25'],
      'claude-opus-4-7': ['5', '0.50', '25'],
      'claude-opus-4-8': ['5', '0.50', '25'],
    },
  },
  {
    source: STAND_IN,
    date: '2026-11-30',
    rows: { 'stand-in': ['1', '0.10', '4'] },
  },
]; // prettier-ignore

const PRICES = new Map(
  TABLES.flatMap(({ source, date, rows }) =>
    Object.entries(rows).map(([model, row]) => [model, { source, date, row }] as const),
  ),
);

/** The date at the end of a model's exact name: `gpt-4.1-mini-2025-04-14`, `claude-haiku-4-5-20251001`, `…-latest`. */
const VERSION = /-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$/;

/**
 * Returns what a model costs; undefined for a model that is not in the table, such as one of an own server.
 * @param inputTokens length of the prompt: some models cost more for a long one
 */
export function priceOf(model: string, inputTokens = 0): ModelPrice | undefined {
  const name = model.toLowerCase().replace(/^(?:openai|anthropic)\//, '').replace(VERSION, ''); // prettier-ignore
  const found = PRICES.get(name);
  if (!found) return undefined;
  const { source, date, row } = found;
  const isLong = 'upTo' in row && inputTokens > row.upTo;
  const [input, cached, output] = 'upTo' in row ? (isLong ? row.above : row.usual) : row;
  return {
    inputPerMillion: input,
    cachedInputPerMillion: cached,
    outputPerMillion: output,
    currency: 'USD',
    source,
    date,
  };
}
