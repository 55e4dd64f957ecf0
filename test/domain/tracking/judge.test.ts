import test from 'ava';
import { judge, type HandedOver, type Visit } from '#domain/tracking/judge.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** `at`: seconds after the hand-over. */
const open = (at: number, by: Visit['by'] = 'human'): Visit => ({ type: 'opened', at: at * SECOND, by }); // prettier-ignore
const click = (at: number, link = 'a', by: Visit['by'] = 'human'): Visit => ({ type: 'clicked', at: at * SECOND, by, link }); // prettier-ignore

const CASES: [string, Visit[], ReturnType<typeof judge>, HandedOver?][] = [
  ['nobody came', [], { opened: null, clicked: null }],
  ['a person opens and follows a link', [open(3600), click(3620)], { opened: 'human', clicked: 'human' }],
  ['a person with pictures hidden, an hour later', [click(3600)], { opened: null, clicked: 'human' }],
  ['the same link twice in a second is a double click', [open(3600), click(3620), click(3620.3)], { opened: 'human', clicked: 'human' }],
  ['two links, four seconds apart, are read', [open(3600), click(3620), click(3624, 'b')], { opened: 'human', clicked: 'human' }],
  ['Apple fetches every picture', [open(20, 'machine')], { opened: 'machine', clicked: null }],
  ['Apple fetches, later a person clicks', [open(20, 'machine'), click(7200)], { opened: 'machine', clicked: 'human' }],
  ['Google’s proxy fetches', [open(300, 'unknown')], { opened: 'unknown', clicked: null }],
  ['a scanner on the way, as a browser', [open(1), click(2)], { opened: 'machine', clicked: 'machine' }],
  ['before the hand-over is known', [click(0)], { opened: null, clicked: 'machine' }, 'under_way'],
  ['no hand-over is known, and none will be', [click(0)], { opened: null, clicked: 'human' }, null],
  ['five links in two seconds', [0, 0.4, 0.9, 1.3, 1.8].map((s, i) => click(40 + s, String(i))), { opened: null, clicked: 'machine' }],
  ['two links within a second', [open(3600), click(3700, 'a'), click(3700.5, 'b')], { opened: 'human', clicked: 'machine' }],
  ['three links within ten seconds, hours later', [click(HOUR, 'a'), click(HOUR + 4, 'b'), click(HOUR + 8, 'c')], { opened: null, clicked: 'machine' }],
  ['the picture between a scanner’s links', [click(600, 'a'), open(601), click(601.5, 'b'), click(602, 'c')], { opened: 'unknown', clicked: 'machine' }],
  ['one more link of the scanner, seconds later', [click(600, 'a'), click(600.2, 'b'), click(607, 'c')], { opened: null, clicked: 'machine' }],
  ['a scanner, and the person after lunch', [click(30, 'a'), click(30.2, 'b'), open(HOUR), click(HOUR + 20, 'b')], { opened: 'human', clicked: 'human' }],
  ['a gateway within the minute, like a browser', [click(30)], { opened: null, clicked: 'unknown' }],
  ['a gateway within the minute, like nothing', [click(30, 'a', 'unknown')], { opened: null, clicked: 'machine' }],
  ['a quick reader', [open(20), click(30)], { opened: 'human', clicked: 'human' }],
  ['a HEAD, which is a machine at any time', [click(HOUR, 'a', 'machine')], { opened: null, clicked: 'machine' }],
]; // prettier-ignore

for (const [name, visits, expected, handedOver = 0] of CASES) {
  test(name, (t) => {
    t.deepEqual(judge(visits, name.includes('none will be') ? null : handedOver), expected);
    t.deepEqual(judge(visits.toReversed(), name.includes('none will be') ? null : handedOver), expected); // prettier-ignore
  });
}
