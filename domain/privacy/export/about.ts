import type { RetentionKind } from '../../retention/kinds.ts';
import type { Processor } from './processor.ts';
import type { SectionName } from './section.ts';
import { aboutWords } from './words/index.ts';

/** The information that Article 15(1) and (2) requires besides the copy itself. */
export type About = {
  organization: string;
  postalAddress: string | null;
  country: string;
  purposes: { name: string; description: string; category: string }[];
  /** In the language of the person. */
  language: string;
  processors: readonly Processor[];
  /** By the organisation's current policies; null: no end of its own. */
  kept: readonly { kind: RetentionKind; days: number | null }[];
  sections: { name: SectionName; portable: boolean; rows: number }[];
  source: string | null;
  /** The day in the organisation's time zone. */
  made: string;
};

const list = (items: readonly string[]): string =>
  `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;

/** A name in another language than the page: it keeps its own direction. */
const own = (value: string): string => `<bdi>${text(value)}</bdi>`;

/** Returns the information of Article 15 as a self-contained HTML page in the person's language. */
export function aboutPage(a: About): string {
  const { language, direction, words } = aboutWords(a.language);
  return `<!doctype html>
<html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><title>${text(words.title(a.organization))}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}h2{margin-top:2rem}</style>
</head><body>
<h1>${text(words.title(a.organization))}</h1>
<p>${text(words.lead(a.organization, a.made))}</p>
<p>${text(words.responsible)} ${own([a.organization, a.postalAddress].filter(Boolean).join(', '))} (${text(a.country)}).</p>
${[filesOf, purposesOf, kindsOf, processorsOf, keptOf, sourceOf, machinesOf, rightsOf].map((part) => part(a, words)).join('\n')}
</body></html>
`;
}

type Words = ReturnType<typeof aboutWords>['words'];

const heading = (title: string): string => `<h2>${text(title)}</h2>`;
const paragraph = (words: string): string => `<p>${text(words)}</p>`;

function filesOf({ sections }: About, { files, entries, sections: titles }: Words): string {
  const named = (portable: boolean, folder: string): string =>
    list(
      sections
        .filter((section) => section.portable === portable)
        .map(
          ({ name, rows }) =>
            `<bdi dir="ltr"><b>${folder}/${name}</b> .json .csv</bdi>: ${text(titles[name])} (${text(entries(rows))})`,
        ),
    );
  return `${heading(files.title)}
${paragraph(files.portable)}
${named(true, 'portable')}
${paragraph(files.others)}
${named(false, 'about-you')}
${paragraph(files.receipts)}`;
}

function purposesOf(a: About, { purposes, grounds }: Words): string {
  const one = ({ name, description, category }: About['purposes'][number]): string =>
    `<bdi lang="${text(a.language)}"><b>${text(name)}</b>${description ? `: ${text(description)}` : ''}</bdi>. ` +
    `${text(purposes.ground)} ${text(grounds[category === 'transactional' ? category : 'marketing'])}.`;
  return `${heading(purposes.title)}
${list(a.purposes.map(one))}
${paragraph(purposes.proof)}`;
}

const kindsOf = (_: About, { kinds }: Words): string =>
  `${heading(kinds.title)}\n${paragraph(kinds.words)}`;

const processorsOf = (a: About, { processors }: Words): string =>
  `${heading(processors.title)}
${list(a.processors.map(({ name, role, where }) => `<b>${own(name)}</b>: ${text(processors.roles[role])} (${own(where)})`))}
${paragraph(processors.bound(a.organization))}`;

const keptOf = (a: About, { kept }: Words): string =>
  `${heading(kept.title)}
${list([
  ...a.kept.map(({ kind, days }) => {
    const { what, since } = kept.kind(kind);
    return `${text(what)}: ${text(days === null ? kept.forever : kept.days(days, since))}`;
  }),
  // Data without a policy: the person must learn the criterion by which it is kept (Art. 15(1)(d)).
  `${text(kept.erased.what)}: ${text(kept.erased.kept)}`,
])}`;

function sourceOf(a: About, { source }: Words): string {
  const from = source.sources[isSource(a.source) ? a.source : 'other'];
  return `${heading(source.title)}\n${paragraph(`${source.came(from)} ${source.each}`)}`;
}

const SOURCES = ['api', 'admin', 'import', 'form'] as const;
const isSource = (source: string | null): source is (typeof SOURCES)[number] =>
  SOURCES.some((known) => known === source);

const machinesOf = (_: About, { machines }: Words): string =>
  `${heading(machines.title)}\n${paragraph(machines.words)}`;

const rightsOf = (_: About, { rights }: Words): string =>
  `${heading(rights.title)}\n${list(rights.list.map(text))}`;

const ENTITIES: ReadonlyMap<string, string> = new Map([['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;'], ["'", '&#39;']]); // prettier-ignore
const text = (value: string): string => value.replaceAll(/[&<>"']/g, (c) => ENTITIES.get(c) ?? c);
