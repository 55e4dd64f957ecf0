import type { TemplateCategory } from '../contract.ts';

type Mail = { subject: string; body: string };

/** The provided mails, English and Arabic. They use only values that every organisation has. */
export const MAILS: Record<'en' | 'ar', Record<TemplateCategory, Mail>> = {
  en: {
    invite: {
      subject: 'Please confirm: {{ purpose.name }} from {{ organization.name }}',
      body: `<h1>Please confirm your e-mail address</h1>
<p>Hello {{ contact.first_name | default: "there" }},</p>
<p>{{ organization.name }} would like to send you <strong>{{ purpose.name }}</strong>. Please confirm that this address is yours and that you want these messages. With your yes you agree to this:</p>
<blockquote dir="auto">{{ wording | paragraphs }}</blockquote>
<p><a class="button" href="{{ confirm_url }}">Yes, I want these messages</a></p>
<p>Or enter this code where you are asked for it: <strong>{{ code }}</strong></p>
<p class="small">If you do not want this, do nothing: you will not hear from us again about it. Link and code work for 24 hours.</p>`,
    },
    confirmation: {
      subject: 'You are in: {{ purpose.name }} from {{ organization.name }}',
      body: `<h1>Thank you, this is confirmed</h1>
<p>Hello {{ contact.first_name | default: "there" }},</p>
<p>you will now receive <strong>{{ purpose.name }}</strong> from {{ organization.name }} at this address.</p>
<p class="small">Keep this for yourself: <a href="{{ receipt_url }}">the receipt of what you agreed to</a>. Anybody can check it, without us.</p>
<p class="small">You can change your mind at any time: <a href="{{ unsubscribe_url }}">stop these messages</a>, or <a href="{{ preferences_url }}">see all you receive</a>.</p>`,
    },
    transactional: {
      subject: '{{ variables.subject | default: "A message for you" }}',
      body: `<p>Hello {{ contact.first_name | default: "there" }},</p>
{{ variables.message | paragraphs }}
<p>Kind regards,<br>{{ organization.name }}</p>`,
    },
    promotional: {
      subject:
        '{% if variables.subject %}{{ variables.subject }}{% else %}News from {{ organization.name }}{% endif %}',
      body: `<h1>Something new for you</h1>
<p>Hello {{ contact.first_name | default: "there" }},</p>
{{ variables.message | default: "thank you for staying in touch. Here is what is new." | paragraphs }}
<p class="small">You receive this because you agreed to {{ purpose.name }}. <a href="{{ unsubscribe_url }}">Unsubscribe</a> · <a href="{{ preferences_url }}">See all you receive</a></p>`,
    },
    opt_out_confirmation: {
      subject: 'You will not receive {{ purpose.name }} any more',
      body: `<h1>Done: these messages have stopped</h1>
<p>Hello {{ contact.first_name | default: "there" }},</p>
<p>you will not receive <strong>{{ purpose.name }}</strong> from {{ organization.name }} at this address any more. There is nothing else you need to do.</p>
<p class="small">Keep this for yourself: <a href="{{ receipt_url }}">the receipt of what you withdrew</a>.</p>`,
    },
    renewal: {
      subject: 'Do you want to keep receiving {{ purpose.name }}?',
      body: `<h1>Do you want to stay?</h1>
<p>Hello {{ contact.first_name | default: "there" }},</p>
<p>some time ago you agreed to receive <strong>{{ purpose.name }}</strong> from {{ organization.name }}. That ends on {{ ends_on }}, unless you tell us that you want to go on.</p>
<p><a class="button" href="{{ renew_url }}">Yes, keep me in</a></p>
<p class="small">If you do nothing, these messages stop by themselves. <a href="{{ unsubscribe_url }}">Stop them now</a>.</p>`,
    },
  },
  ar: {
    invite: {
      subject: 'يرجى التأكيد: {{ purpose.name }} من {{ organization.name }}',
      body: `<h1>يرجى تأكيد بريدك الإلكتروني</h1>
<p>مرحبًا {{ contact.first_name | default: "بك" }}،</p>
<p>تود {{ organization.name }} أن ترسل إليك <strong>{{ purpose.name }}</strong>. يرجى تأكيد أن هذا العنوان لك وأنك ترغب في هذه الرسائل. بموافقتك تقر بما يلي:</p>
<blockquote dir="auto">{{ wording | paragraphs }}</blockquote>
<p><a class="button" href="{{ confirm_url }}">نعم، أريد هذه الرسائل</a></p>
<p>أو أدخل هذا الرمز حيث يُطلب منك: <strong>{{ code }}</strong></p>
<p class="small">إذا لم ترغب في ذلك فلا تفعل شيئًا، ولن نراسلك بشأنه مرة أخرى. الرابط والرمز صالحان لمدة ٢٤ ساعة.</p>`,
    },
    confirmation: {
      subject: 'تم التأكيد: {{ purpose.name }} من {{ organization.name }}',
      body: `<h1>شكرًا، تم التأكيد</h1>
<p>مرحبًا {{ contact.first_name | default: "بك" }}،</p>
<p>ستصلك من الآن <strong>{{ purpose.name }}</strong> من {{ organization.name }} على هذا العنوان.</p>
<p class="small">احتفظ بهذا لنفسك: <a href="{{ receipt_url }}">إيصال ما وافقت عليه</a>. يمكن لأي شخص التحقق منه، ومن دوننا أيضًا.</p>
<p class="small">يمكنك تغيير رأيك في أي وقت: <a href="{{ unsubscribe_url }}">إيقاف هذه الرسائل</a> أو <a href="{{ preferences_url }}">الاطلاع على كل ما يصلك</a>.</p>`,
    },
    transactional: {
      subject: '{{ variables.subject | default: "رسالة لك" }}',
      body: `<p>مرحبًا {{ contact.first_name | default: "بك" }}،</p>
{{ variables.message | paragraphs }}
<p>مع أطيب التحيات،<br>{{ organization.name }}</p>`,
    },
    promotional: {
      subject:
        '{% if variables.subject %}{{ variables.subject }}{% else %}جديد {{ organization.name }}{% endif %}',
      body: `<h1>جديدنا لك</h1>
<p>مرحبًا {{ contact.first_name | default: "بك" }}،</p>
{{ variables.message | default: "شكرًا لتواصلك معنا. إليك آخر أخبارنا." | paragraphs }}
<p class="small">تصلك هذه الرسالة لأنك وافقت على {{ purpose.name }}. <a href="{{ unsubscribe_url }}">إلغاء الاشتراك</a> · <a href="{{ preferences_url }}">كل ما يصلك</a></p>`,
    },
    opt_out_confirmation: {
      subject: 'لن تصلك {{ purpose.name }} بعد الآن',
      body: `<h1>تم إيقاف هذه الرسائل</h1>
<p>مرحبًا {{ contact.first_name | default: "بك" }}،</p>
<p>لن تصلك <strong>{{ purpose.name }}</strong> من {{ organization.name }} على هذا العنوان بعد الآن، ولا حاجة إلى أي خطوة أخرى.</p>
<p class="small">احتفظ بهذا لنفسك: <a href="{{ receipt_url }}">إيصال سحب موافقتك</a>.</p>`,
    },
    renewal: {
      subject: 'هل تود الاستمرار في استلام {{ purpose.name }}؟',
      body: `<h1>هل تود البقاء معنا؟</h1>
<p>مرحبًا {{ contact.first_name | default: "بك" }}،</p>
<p>وافقت سابقًا على استلام <strong>{{ purpose.name }}</strong> من {{ organization.name }}. تنتهي هذه الموافقة في {{ ends_on }} ما لم تخبرنا برغبتك في الاستمرار.</p>
<p><a class="button" href="{{ renew_url }}">نعم، أود الاستمرار</a></p>
<p class="small">إن لم تفعل شيئًا فستتوقف هذه الرسائل من تلقاء نفسها. <a href="{{ unsubscribe_url }}">إيقافها الآن</a>.</p>`,
    },
  },
};
