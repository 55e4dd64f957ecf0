import type { FormLanguage } from '../../languages.contract.ts';
import type { TemplateSource } from '../../templates/contract.ts';
import type { Refusal } from '../contract.ts';

/*
 * Answers to a person's request about their data (Art. 12(3), 12(4)). Provided and not editable: they contain what
 * the law requires, and nothing that could count as advertising.
 */
type Words = { subject: string; mail: string; text: string };

const sources = (
  language: FormLanguage,
  words: Words,
): Record<'sms' | 'email', TemplateSource> => ({
  sms: { channel: 'sms', category: 'transactional', language, body: words.text },
  email: {
    channel: 'email',
    category: 'transactional',
    language,
    subject: words.subject,
    body: words.mail,
  },
});

export const ANSWERS: Record<
  FormLanguage,
  Record<'export' | 'erasure' | 'refused', Record<'sms' | 'email', TemplateSource>>
> = {
  en: {
    export: sources('en', {
      subject: 'Your data at {{ organization.name }}',
      mail: `<h1>Your data is ready</h1>
<p>You asked {{ organization.name }} for a copy of everything it holds about you. Here it is.</p>
<p><a class="button" href="{{ export_url }}">Download your data</a></p>
<p>The link works until {{ until }}. Whoever has it can open the copy, so keep it to yourself.</p>
<p class="small">Inside you find a page, about.html, that explains what the files are and which rights you have.</p>`,
      text: '{{ organization.name }}: the copy of your data is ready, until {{ until }}: {{ export_url }}',
    }),
    erasure: sources('en', {
      subject: '{{ organization.name }} is erasing your data',
      mail: `<h1>Your data is being erased</h1>
<p>You asked for it: {{ organization.name }} is erasing what it holds about you now. This is the last message you get.</p>
<p>What stays is the proof of what you had agreed to, without your address, and a code made from your address that keeps
you from being added again. You can come back yourself at any time.</p>
<p class="small">Number of the certificate: {{ certificate }}. If something speaks against it, such as a legal duty to
keep records, the erasure waits until that has ended; nothing is sent to you meanwhile.</p>`,
      text: '{{ organization.name }}: your data is being erased now. This is the last message. Certificate {{ certificate }}',
    }),
    refused: sources('en', {
      subject: 'Your request to {{ organization.name }}',
      mail: `<h1>We cannot do what you asked</h1>
<p>You asked {{ organization.name }} about your data. We do not carry this out: {{ reason }}</p>
{% if note != "" %}<p>{{ note }}</p>{% endif %}
<p>You may complain to a data protection authority, for example where you live, and you may go to court.</p>`,
      text: '{{ organization.name }}: we cannot carry out your request about your data: {{ reason }} You may complain to a data protection authority or go to court.',
    }),
  },
  ar: {
    export: sources('ar', {
      subject: 'بياناتك لدى {{ organization.name }}',
      mail: `<h1>بياناتك جاهزة</h1>
<p>طلبت من {{ organization.name }} نسخة من كل ما تحتفظ به عنك. ها هي.</p>
<p><a class="button" href="{{ export_url }}">نزّل بياناتك</a></p>
<p>يعمل الرابط حتى {{ until }}. كل من لديه الرابط يمكنه فتح النسخة، فاحتفظ به لنفسك.</p>
<p class="small">تجد داخلها صفحة about.html تشرح الملفات وحقوقك.</p>`,
      text: '{{ organization.name }}: نسخة بياناتك جاهزة حتى {{ until }}: {{ export_url }}',
    }),
    erasure: sources('ar', {
      subject: '{{ organization.name }} تمحو بياناتك',
      mail: `<h1>يجري محو بياناتك</h1>
<p>بناءً على طلبك تمحو {{ organization.name }} الآن ما تحتفظ به عنك. هذه آخر رسالة تصلك.</p>
<p>يبقى إثبات ما وافقت عليه دون عنوانك، ورمز مشتق من عنوانك يمنع إضافتك من جديد. ويمكنك العودة بنفسك في أي وقت.</p>
<p class="small">رقم الشهادة: {{ certificate }}. وإذا حال دون ذلك واجب قانوني بحفظ السجلات فإن المحو ينتظر انتهاءه، ولا يُرسل إليك شيء في أثناء ذلك.</p>`,
      text: '{{ organization.name }}: يجري محو بياناتك الآن. هذه آخر رسالة. الشهادة {{ certificate }}',
    }),
    refused: sources('ar', {
      subject: 'طلبك إلى {{ organization.name }}',
      mail: `<h1>لا يمكننا تنفيذ طلبك</h1>
<p>تقدمت إلى {{ organization.name }} بطلب يخص بياناتك. لن ننفذه: {{ reason }}</p>
{% if note != "" %}<p>{{ note }}</p>{% endif %}
<p>يحق لك أن تشتكي إلى سلطة حماية البيانات، مثلاً حيث تقيم، وأن تلجأ إلى القضاء.</p>`,
      text: '{{ organization.name }}: لا يمكننا تنفيذ طلبك بخصوص بياناتك: {{ reason }} يحق لك الشكوى إلى سلطة حماية البيانات أو اللجوء إلى القضاء.',
    }),
  },
};

/** Each reason in a sentence that tells the person what to do. */
export const REFUSAL_WORDS: Record<FormLanguage, Record<Refusal, string>> = {
  en: {
    identity: 'we could not be sure that it was you who asked (Art. 12(6) GDPR).',
    legal_claim: 'the data is needed for a legal claim (Art. 17(3)(e) GDPR).',
    legal_duty: 'the law requires us to keep the data (Art. 17(3)(b) GDPR).',
    excessive: 'the same was asked again within a short time (Art. 12(5) GDPR).',
    other: 'the law allows us to refuse in this case.',
  },
  ar: {
    identity: 'لم نتمكن من التأكد من أنك أنت من طلب (المادة 12(6) من GDPR).',
    legal_claim: 'البيانات لازمة لمطالبة قانونية (المادة 17(3)(هـ) من GDPR).',
    legal_duty: 'يُلزمنا القانون بحفظ البيانات (المادة 17(3)(ب) من GDPR).',
    excessive: 'تكرر الطلب نفسه خلال وقت قصير (المادة 12(5) من GDPR).',
    other: 'يسمح لنا القانون بالرفض في هذه الحالة.',
  },
};
