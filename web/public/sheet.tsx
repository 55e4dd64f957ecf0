import type { CSSProperties, ReactNode } from 'react';

export type SheetProps = {
  organization: { name: string; color: string };
  title: string;
  children: ReactNode;
  foot?: ReactNode;
};

/** The one sheet of a public page, in the organisation's name and colour. */
export function Sheet({ organization, title, children, foot }: SheetProps) {
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--brand': organization.color,
    '--on-brand': isLight(organization.color) ? '#1c2420' : '#ffffff',
  };
  return (
    <main style={style}>
      <div className="sheet">
        <p className="from" dir="auto">
          {organization.name}
        </p>
        <h1 dir="auto">{title}</h1>
        {children}
      </div>
      {foot ? <p className="foot">{foot}</p> : null}
    </main>
  );
}

/** Whether dark words are read better on it: relative luminance as WCAG 2.2 defines it. */
function isLight(color: string): boolean {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.19;
}
