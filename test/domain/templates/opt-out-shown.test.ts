import test from 'ava';
import { checkTemplate } from '#domain/templates/rules.ts';
import type { TemplateSource } from '#domain/templates/contract.ts';
import { PROVIDED } from '#domain/templates/provided/index.ts';
import { optOutWords } from '#domain/templates/provided/sms.ts';
import { compileTemplate } from '#domain/templates/render.ts';
import { SAMPLE } from '#domain/templates/sample.ts';
import { showsLink } from '#domain/templates/opt-out-shown.ts';

const source = (body: string): TemplateSource => ({
  channel: 'email',
  category: 'promotional',
  subject: 'News',
  body,
});
/** The words that are added where an author's own show no way out. */
const ADDED = 'You receive this because you agreed to News and offers';
const seen = (body: string) => compileTemplate(source(body)).render(SAMPLE, { allowMissing: true });
const rendered = (body: string) => seen(body).html ?? '';
const sms = (body: string, language = 'en') =>
  compileTemplate({ channel: 'sms', category: 'promotional', body, language }).render({
    ...SAMPLE,
    opt_out: optOutWords(language),
  }).text;
const LINK = '<a href="{{ unsubscribe_url }}">Unsubscribe</a>';

const SHOWN: Record<string, string> = {
  'a plain link': `<p>News</p>${LINK}`,
  'a link around words in another element': '<a href="{{ unsubscribe_url }}"><b>Stop</b></a>',
  'a link named before': `{% assign out = unsubscribe_url %}<a href="{{ out }}">Stop</a>`,
  'a picture that is a link': '<a href="{{ unsubscribe_url }}"><img src="https://x.example/s.png" alt="Stop"></a>', // prettier-ignore
  'a small link': `<p style="font-size:10px;line-height:1.05">${LINK}</p>`,
  'a link beside a condition': `{% if contact.name %}<p>Hello</p>{% endif %}${LINK}`,
};
const HIDDEN: Record<string, string> = {
  'no link at all': '<p>News</p>',
  'an HTML comment': `<p>News</p><!-- ${LINK} -->`,
  'a Liquid comment': `<p>News</p>{% comment %}${LINK}{% endcomment %}`,
  'a condition that never holds': `<p>News</p>{% if false %}${LINK}{% endif %}`,
  'a condition that holds for the sample': `{% if contact.first_name == "Amina" %}${LINK}{% endif %}`,
  'a condition on an address': `{% if contact.email contains "example.com" %}${LINK}{% endif %}`,
  'a loop over nothing': `{% for x in contact.fields.none %}${LINK}{% endfor %}`,
  'a hidden element': `<p>News</p><div hidden>${LINK}</div>`,
  'an element that is not displayed': `<p>News</p><div style="color:red; display: none">${LINK}</div>`,
  'a link that is not displayed':
    '<p>News</p><a href="{{ unsubscribe_url }}" style="display:none">Stop</a>',
  'letters of no size': `<p>News</p><span style="font-size:0">${LINK}</span>`,
  'a link without words': '<p>News</p><a href="{{ unsubscribe_url }}"> </a>',
  'an address that is no link': '<p>{{ unsubscribe_url }}</p>',
  'an address in a title': '<p title="{{ unsubscribe_url }}">News</p>',
  'the head of a whole page': `<html><head><title>${LINK}</title></head><body>News</body></html>`,
};
for (const [name, body] of Object.entries(SHOWN)) {
  test(`a way out is shown by ${name}: nothing is added`, (t) => {
    t.deepEqual(checkTemplate(source(body)), []);
    t.false(rendered(body).includes(ADDED));
  });
}
for (const [name, body] of Object.entries(HIDDEN)) {
  test(`a way out is not shown by ${name}: it is added`, (t) => {
    t.deepEqual(checkTemplate(source(body)), []);
    const html = rendered(body);
    t.true(html.includes(ADDED));
    t.true(showsLink(html, SAMPLE.unsubscribe_url), html);
    t.regex(seen(body).text, /Unsubscribe <https:\/\/example.com\/u\/sample>/); // prettier-ignore
  });
}

for (const body of [
  '<p>News</p><!-- not closed',
  '<html><body>News<div hidden></body></html>',
  '<style>p { color: red }',
  '<textarea>News',
  '<title>News',
  '<html><body>News<!-- </body></html>',
]) {
  test(`what would hide the added way out is an error of the body: ${body}`, (t) => {
    const [error] = checkTemplate(source(body));
    t.is(error?.path, 'body');
    t.regex(error?.message ?? '', /would not be visible/);
  });
}

test('the added way out speaks the language of the mail, and the renewal owes one too', (t) => {
  const arabic = compileTemplate({ ...source('مرحبا'), language: 'ar-KW' }).render(SAMPLE).html;
  t.regex(arabic ?? '', /إلغاء الاشتراك/);
  const asks = { ...source('Stay? {{ renew_url }}'), category: 'renewal' as const };
  t.true(compileTemplate(asks).render(SAMPLE).html?.includes(ADDED));
  const service = { ...source('Your parcel'), category: 'transactional' as const };
  t.false(compileTemplate(service).render(SAMPLE).html?.includes('Unsubscribe'));
});

test('a text that does not say how to stop, outside any condition, gets the words in a line of its own', (t) => {
  t.is(sms('News. {{ opt_out }}'), 'News. Reply STOP to opt out');
  t.is(sms('News'), 'News\nReply STOP to opt out');
  t.is(sms('خبر', 'ar'), 'خبر\nلإيقاف الرسائل أرسل STOP');
  t.is(sms('News. {% comment %}{{ opt_out }}{% endcomment %}'), 'News. \nReply STOP to opt out');
  t.regex(sms('News. {% if contact.email == "x" %}{{ opt_out }}{% endif %}'), /\nReply STOP/);
  // The words are ours, so that they are right in every language.
  t.is(sms('News. Reply STOP'), 'News. Reply STOP\nReply STOP to opt out');
});

for (const provided of PROVIDED) {
  test(`what we provide may be saved: ${provided.category}, ${provided.channel}, ${provided.language}`, (t) => {
    t.deepEqual(checkTemplate(provided), []);
  });
}

test('a page of the author’s own gets the postal address as well, unless it shows it', (t) => {
  const address = '1 Main Street, Springfield';
  const values = { ...SAMPLE, organization: { name: 'Shop', color: '#000000', address, logo: '' } };
  const page = (inside: string, category: TemplateSource['category'] = 'promotional') =>
    compileTemplate({ ...source(`<html><body>${inside}</body></html>`), category }).render(values);
  const times = (text = '') => text.split(address).length - 1;
  for (const inside of [
    `News ${LINK}`,
    'News',
    `${LINK}<!-- {{ organization.address }} -->`,
    `${LINK}{% if contact.name == "x" %}{{ organization.address }}{% endif %}`,
    `${LINK}<p hidden>{{ organization.address }}</p>`,
  ]) {
    const { html, text } = page(inside);
    t.true(times(html) >= 1 && times(text) >= 1, inside);
    t.true(html?.includes(`Shop · ${address}`), inside);
  }
  const shown = page(`${LINK}<p>{{ organization.address }}</p>`);
  t.is(times(shown.html), 1);
  t.false(shown.html?.includes('Shop ·'));
  t.is(times(page('Your parcel', 'transactional').html), 0);
  t.is(times(compileTemplate(source(`News ${LINK}`)).render(values).html), 1, 'in our layout once');
});
