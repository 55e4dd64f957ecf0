import test from 'ava';
import { addressQuestions } from '#domain/templates/address-questions.ts';
import { PROVIDED } from '#domain/templates/provided/index.ts';
import type { TemplateSource } from '#domain/templates/contract.ts';

const mail = (body: string, subject = 'News'): TemplateSource => ({
  channel: 'email',
  category: 'transactional',
  subject,
  body,
});

for (const body of [
  '{{ contact.phone }} {{ contact.email }} {{ email }} {{- contact["email"] -}}',
  '<a href="https://x.example/?e={{ contact.email | url_encode }}">x</a> {{ phone | default: "none" }}',
  '{{ contact.email | downcase | default: variables.email }}',
  '{% if contact.phone %}a{% elsif contact.email != blank %}b{% endif %}',
  '{% unless contact.phone == "" or contact.email == nil %}a{% endunless %}',
  '{% if variables.phone contains "1" %}a{% endif %}{{ variables.email | slice: 1 }}{{ variables["phone"] | size }}',
  '{% if variables.by == "email" %}phone{% endif %} your phone, your email',
  '{% if contact.name contains "A" %}a{% endif %}{{ contact.fields.phone | size }}{{ contact.fields[variables.key] }}',
  '{{ variables.list[0].email | slice: 1 }}{% for phone2 in variables.list %}{{ phone2 }}{% endfor %}',
]) {
  test(`an address that is shown, or asked for whether it is there, is no question: ${body}`, (t) => {
    t.deepEqual(addressQuestions(mail(body)), []);
  });
}

for (const body of [
  '{% if contact.phone contains "5001" %}a{% endif %}',
  '{% if phone == "+14155552671" %}a{% endif %}',
  '{% if contact["phone"] contains variables.guess %}a{% endif %}',
  '{% if contact .phone > "+1" %}a{% endif %}',
  '{% if variables.x or contact.email contains "a" %}a{% endif %}',
  '{% unless email == variables.guess %}a{% endunless %}',
  '{% case contact.email %}{% when "a@example.com" %}a{% endcase %}',
  '{% case variables.guess %}{% when contact.email %}a{% endcase %}',
  '{% assign p = contact.phone %}{% if p contains "1" %}a{% endif %}',
  '{% capture p %}{{ contact.phone }}{% endcapture %}{% if p contains "1" %}a{% endif %}',
  '{% capture p %}{% if variables.x %}{{ phone }}{% endif %}{% endcapture %}{{ p | size }}',
  '{{ contact.phone | slice: 4, 2 | divided_by: 0 }}',
  '{{ variables.map[contact.phone] }}',
  '{{ variables.text | remove: email }}',
  '{{ contact[variables.key] | size }}',
  '{% assign k = "phone" %}{{ contact[k] | size }}',
  '{{ ["phone"] | size }}',
  '{% for i in (1..phone) %}a{% endfor %}',
]) {
  test(`a text that decides by an address is one: ${body}`, (t) => {
    t.is(addressQuestions(mail(body))[0]?.path, 'body');
    t.is(addressQuestions(mail('News', body))[0]?.path, 'subject');
  });
}

test('what we provide decides by no address', (t) => {
  for (const provided of PROVIDED) t.deepEqual(addressQuestions(provided), []);
});
