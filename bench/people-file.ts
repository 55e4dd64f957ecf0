import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/*
 * A CSV file of people as other programs export it: some 85 bytes a row, a name, an e-mail address, a mobile number, a
 * custom field and tags. A million rows stay below the largest file that is accepted.
 */
const FIRST = ['Amina', 'José', 'Łucja', 'Mary', 'Márta', 'Jürgen', 'Nguyen', 'Fatima', 'Olga', 'Sven', 'Chiara', 'Yusuf', 'Ana', 'Pavel', 'Aoife', 'Kenji', 'Zoë', 'Ibrahim', 'Ingrid', 'Tomás', 'Noor', 'William', 'Siân', 'Ravi']; // prettier-ignore
/** Surnames: syllables give many rare ones besides the frequent ones, as in real lists. */
const LAST = ['Khalil', 'Núñez', 'Kowalska', 'O’Brien', 'Szabó', 'Müller', 'Tran', 'Haddad', 'Ivanova', 'Lindqvist', 'Rossi', 'Demir', 'Horvat', 'Novák', 'Murphy', 'Tanaka', 'Visser', 'Diallo', 'Bergström', 'Silva', 'Al Sabah', 'Johnson', 'Davies', 'Patel', 'Schmidt', 'Fernández', 'Moreau']; // prettier-ignore
const CITY = ['Berlin', 'Kuwait', 'Madrid', 'Oslo', 'Lagos', 'Lima', 'Boston', 'Leeds'];
const TAGS = ['vip', 'news', 'news; vip', 'trial', '', 'event 2026'];

const SYLLABLE = ['ba', 'ko', 'lin', 'mer', 'sto', 'va', 'ri', 'than', 'gue', 'ner', 'sku', 'dal', 'po', 'wen', 'hal', 'zi', 'bur', 'fi', 'lo', 'jan']; // prettier-ignore

const of = (list: readonly string[], n: number): string => list[n % list.length] ?? '';
const plain = (text: string): string => text.normalize('NFD').replace(/[^a-z]/gi, '').toLowerCase(); // prettier-ignore

/** Returns the number of a person as a plausible mobile number of New York. */
const phoneOf = (n: number): string => `+1${212 + (Math.floor(n / 7_000_000) % 2)}${2_000_000 + (n % 7_000_000)}`; // prettier-ignore

/** Every second person has one of the frequent surnames, the others one of 8,000. */
function surnameOf(n: number): string {
  if (n % 2) return of(LAST, Math.floor(n / 2));
  const rare = Math.floor(n / 2);
  const name = [0, 1, 2].map((i) => of(SYLLABLE, Math.floor(rare / SYLLABLE.length ** i))).join('');
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Returns the name, address and number of the n-th person. */
export function personOf(n: number): { name: string; email: string; phone: string } {
  const first = of(FIRST, n);
  const last = surnameOf(Math.floor(n / FIRST.length));
  return {
    name: `${first} ${last}`,
    email: `${plain(first)}.${plain(last)}${n}@example.com`,
    phone: phoneOf(n),
  };
}

/** Returns the city and the tags of the n-th person. */
export const detailsOf = (n: number): { city: string; tags: string } => ({
  city: of(CITY, Math.floor(n / 3)),
  tags: of(TAGS, Math.floor(n / 5)),
});

/** The columns of the file. */
export const HEADER = ['Name', 'E-mail', 'Phone', 'City', 'Tags'];

/** Writes a file of so many people. */
export async function writePeople(path: string, people: number): Promise<void> {
  const file = createWriteStream(path);
  file.write(`${HEADER.join()}\n`);
  for (let from = 0; from < people; from += 1_000) {
    const lines = Array.from({ length: Math.min(1_000, people - from) }, (_, i) => {
      const { name, email, phone } = personOf(from + i);
      const { city, tags } = detailsOf(from + i);
      return `${name},${email},${phone},${city},${tags}\n`;
    });
    if (!file.write(lines.join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}
