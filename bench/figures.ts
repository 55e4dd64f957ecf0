import type { Bare } from './bare.ts';
import type { CampaignRun } from './campaign-run.ts';

/** One measured number. `ratio_to_bare`: compared with the baseline (see each bench). */
export type Figure = { name: string; value: number; unit: string; ratio_to_bare?: number };

export const figure = (name: string, value: number, unit: string, bare?: number): Figure => ({
  name,
  value: round(value),
  unit,
  ...(bare ? { ratio_to_bare: round(value / bare) } : {}),
});

const round = (value: number): number => Number(value.toPrecision(4));

export function figuresOf(
  campaigns: readonly { name: string; people: number; run: CampaignRun }[],
  bare: readonly Bare[],
  idleMb: number,
): Figure[] {
  const limit = bare.find((one) => one.name === 'raw');
  const rate = limit?.perSecond;
  const cpu = limit?.cpuSecondsPer10k;
  return [
    figure('worker.idle.memory', idleMb, 'MB'),
    ...campaigns.flatMap(({ name: which, people, run }) => {
      const per10k = (seconds: number): number => (seconds / people) * 10_000;
      const name = `campaign.${which}`;
      return [
        figure(`${name}.rate`, run.perSecond, 'messages/s', rate),
        figure(`${name}.duration`, run.seconds, 's'),
        figure(`${name}.mail_size`, run.mailBytes, 'bytes'),
        figure(`${name}.worker.cpu`, per10k(run.worker.cpuSeconds), 'CPU s per 10,000', cpu),
        figure(`${name}.worker.memory`, run.worker.peakMb, 'MB at its peak'),
        figure(`${name}.postgres.cpu`, per10k(run.postgres.cpuSeconds), 'CPU s per 10,000'),
        figure(`${name}.postgres.memory`, run.postgres.peakMb, 'MB at its peak'),
      ];
    }),
    ...bare.flatMap((one) => [
      figure(`bare.${one.name}.rate`, one.perSecond, 'messages/s', rate),
      figure(`bare.${one.name}.cpu`, one.cpuSecondsPer10k, 'CPU s per 10,000', cpu),
    ]),
  ];
}

export function printFigures(figures: readonly Figure[], json: boolean): void {
  if (json) {
    for (const one of figures) console.log(JSON.stringify(one));
    return;
  }
  for (const { name, value, unit, ratio_to_bare } of figures) {
    const ratio = ratio_to_bare === undefined ? '' : `× ${ratio_to_bare} of bare`;
    console.log(
      `${name.padEnd(34)} ${value.toLocaleString('en').padStart(10)} ${unit.padEnd(18)} ${ratio}`,
    );
  }
}
