import test from 'ava';
import { checkTemplate } from '#domain/templates/rules.ts';
import { PROVIDED } from '#domain/templates/provided/index.ts';

const mail = (body: string) =>
  checkTemplate({ channel: 'email', category: 'promotional', subject: 'News', body }).length === 0;
const sms = (body: string) =>
  checkTemplate({ channel: 'sms', category: 'promotional', body }).length === 0;
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
  'a hidden element': `<div hidden>${LINK}</div>`,
  'an element that is not displayed': `<div style="color:red; display: none">${LINK}</div>`,
  'a link that is not displayed': '<a href="{{ unsubscribe_url }}" style="display:none">Stop</a>',
  'letters of no size': `<span style="font-size:0">${LINK}</span>`,
  'a link without words': '<a href="{{ unsubscribe_url }}"> </a>',
  'an address that is no link': '<p>{{ unsubscribe_url }}</p>',
  'an address in a title': '<p title="{{ unsubscribe_url }}">News</p>',
  'the head of a whole page': `<html><head><title>${LINK}</title></head><body>News</body></html>`,
};
for (const [name, body] of Object.entries(SHOWN)) test(`a way out is shown by ${name}`, (t) => t.true(mail(body))); // prettier-ignore
for (const [name, body] of Object.entries(HIDDEN)) test(`a way out is not shown by ${name}`, (t) => t.false(mail(body))); // prettier-ignore

test('a text owes its words outside any condition', (t) => {
  t.true(sms('News. {{ opt_out }}'));
  t.false(sms('News. {% if contact.name %}{{ opt_out }}{% endif %}'));
  t.false(sms('News. {% comment %}{{ opt_out }}{% endcomment %}'));
  t.false(sms('News. Reply STOP'), 'the words are ours, so that they are right in every language');
});

for (const provided of PROVIDED) {
  test(`what we provide may be saved: ${provided.category}, ${provided.channel}, ${provided.language}`, (t) => {
    t.deepEqual(checkTemplate(provided), []);
  });
}
