/** A realistic newsletter of about 5 KB: one tracked link, one unsubscribe link, a name. */
export const SUBJECT = 'News for {{ contact.first_name | default: "you" }}';

const PARAGRAPH =
  'We have rebuilt the part of the shop that you use most, so that finding what you looked at last week ' +
  'takes one step instead of five, and so that nothing you put aside is lost when you change your phone.';

export const BODY = `<h1>What is new</h1>
<p>Hello {{ contact.first_name | default: "there" }},</p>
${`<p>${PARAGRAPH}</p>\n`.repeat(3)}
<p><a class="button" href="https://shop.example.com/new?utm_source=news&amp;utm_medium=email">See what is new</a></p>
<p class="small">You receive this because you agreed to {{ purpose.name }}. <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>`;
