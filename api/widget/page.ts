import type { PublicWidget } from '#domain/assistant-widget/public-widget.ts';
import type { FormLanguage } from '#domain/languages.contract.ts';
import { lookOf, type Look } from '../form-page.ts';

/** The chat widget as its frame shows it. */
export type WidgetPage = {
  organization: Look;
  widget: string;
  language: FormLanguage;
  active: boolean;
  greeting: string;
  keepDays: number | null;
  form: boolean;
};

export const widgetPage = (
  { tenant, settings, keepDays, form }: PublicWidget,
  language: FormLanguage,
): WidgetPage => ({
  organization: lookOf(tenant),
  widget: tenant.slug,
  language,
  active: settings.active,
  greeting: settings.greeting,
  keepDays,
  form: form !== null,
});
