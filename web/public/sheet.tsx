import type { CSSProperties, ReactNode } from 'react';
import { directionOf } from './words/index.ts';

export type SheetProps = {
  organization: { name: string; color: string; logoText?: string | null; logoUrl?: string | null };
  language?: string;
  /** In a frame on the organization's site: without our page background. */
  embedded?: boolean;
  title: string;
  children: ReactNode;
  foot?: ReactNode;
};

/** The layout of a public page, with the organization's name and colour. */
export function Sheet({
  organization,
  language = 'en',
  embedded = false,
  title,
  children,
  foot,
}: SheetProps) {
  const { name, logoText, logoUrl } = organization;
  return (
    <main
      style={brandOf(organization)}
      lang={language}
      dir={directionOf(language)}
      data-embedded={embedded || undefined}
    >
      <div className="sheet">
        <p className="from">
          {logoUrl ? (
            <img src={logoUrl} alt={logoText || name} referrerPolicy="no-referrer" />
          ) : (
            <bdi>{logoText || name}</bdi>
          )}
        </p>
        <h1>
          <bdi>{title}</bdi>
        </h1>
        {children}
      </div>
      {foot ? <div className="foot">{foot}</div> : null}
    </main>
  );
}

/** The organization's color, and that of text on it. */
export const brandOf = ({
  color,
}: {
  color: string;
}): CSSProperties & Record<`--${string}`, string> => ({
  '--brand': color,
  '--on-brand': isLight(color) ? '#1c2420' : '#ffffff',
});

/** Whether dark text is easier to read on the colour: relative luminance as WCAG 2.2 defines it. */
function isLight(color: string): boolean {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.19;
}
