/** Somebody who handles data for the organisation, by name (Art. 15(1)(c)). */
export type Processor = { name: string; does: string; where: string };

/** What Article 15(1) and (2) asks to be told, beside the copy itself. */
export type About = {
  organization: string;
  postalAddress: string | null;
  country: string;
  /** In the language of the person. */
  purposes: { name: string; description: string; category: string }[];
  language: string;
  processors: readonly Processor[];
  retention: readonly { what: string; kept: string }[];
  sections: { name: string; title: string; portable: boolean; rows: number }[];
  source: string | null;
  made: Date;
};

const BASIS: Record<string, string> = {
  marketing: 'your consent, Art. 6(1)(a) GDPR',
  transactional: 'your consent, or the contract the message is about, Art. 6(1)(a) and (b) GDPR',
};

const SOURCES: Record<string, string> = {
  api: 'a program of the organisation, or a form you sent',
  admin: 'a member of the organisation who entered it',
  import: 'a file the organisation uploaded',
  form: 'a form you sent',
};

const list = (items: string[]): string => `<ul>${items.map((i) => `<li>${i}</li>`).join('')}</ul>`;

/** The information of Article 15 as a page that needs nothing but a browser. */
export function aboutPage(a: About): string {
  const portable = a.sections.filter((s) => s.portable);
  const others = a.sections.filter((s) => !s.portable);
  const files = (sections: About['sections'], folder: string): string =>
    list(
      sections.map(
        (s) =>
          `<b>${folder}/${s.name}.json</b> and <b>.csv</b>: ${text(s.title)} (${s.rows} ${s.rows === 1 ? 'entry' : 'entries'})`,
      ),
    );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Your data at ${text(a.organization)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}h2{margin-top:2rem}</style>
</head><body>
<h1>Your data at ${text(a.organization)}</h1>
<p>This is a copy of everything ${text(a.organization)} holds about you in Assent, made on ${a.made.toISOString().slice(0, 10)}
under Article 15 GDPR, and what the law asks that you be told about it.</p>
<p>Responsible: ${text(a.organization)}${a.postalAddress ? `, ${text(a.postalAddress)}` : ''} (${text(a.country)}).</p>

<h2>What the files hold</h2>
<p>What you gave us, or what came from what you did, is in the folder <b>portable</b>: it is yours to take to somebody
else (Article 20), in formats programs can read.</p>
${files(portable, 'portable')}
<p>The rest is about you, for you to see:</p>
${files(others, 'about-you')}
<p>The folder <b>receipts</b> has a signed receipt for each consent you gave; anybody can check one.</p>

<h2>What it is used for, and on what ground</h2>
${list(a.purposes.map((p) => `<bdi lang="${text(a.language)}"><b>${text(p.name)}</b>${p.description ? `: ${text(p.description)}` : ''}</bdi>. Ground: ${BASIS[p.category] ?? 'your consent'}.`))}
<p>To be able to show that messages were allowed, the proof of each consent is kept: Art. 7(1) and 6(1)(c) GDPR.</p>

<h2>Which kinds of data</h2>
<p>Addresses and name; what you or the organisation added to your profile; your consents with their evidence; messages
and what happened to them; what you wrote; codes that proved an address; who looked at these data.</p>

<h2>Who gets it</h2>
${list(a.processors.map((p) => `<b>${text(p.name)}</b> ${text(p.does)} (${text(p.where)})`))}
<p>They work for ${text(a.organization)} and may use it for nothing else. Where one of them works outside the European
Economic Area, ${text(a.organization)} can tell you on which safeguards that rests (Article 46).</p>

<h2>How long it is kept</h2>
${list(a.retention.map((r) => `${text(r.what)}: ${text(r.kept)}`))}

<h2>Where it comes from</h2>
<p>Your profile came by ${text(SOURCES[a.source ?? ''] ?? 'your own messages and forms')}. Each consent names its road in
<b>consent_events</b>.</p>

<h2>Decisions by machines</h2>
<p>No decision about you is made by a machine alone that has legal or similar effect (Article 22). Opens and clicks are
recorded; nobody is given a score.</p>

<h2>What you may do</h2>
${list([
  'take back a consent at any time, by the link in any message or by answering STOP',
  'have data corrected (Article 16), erased (Article 17) or its use restricted (Article 18)',
  'object to its use (Article 21)',
  'take what is in <b>portable</b> elsewhere (Article 20)',
  'complain to a supervisory authority, for example where you live (Article 77)',
])}
</body></html>
`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }; // prettier-ignore
const text = (value: string): string => value.replaceAll(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
