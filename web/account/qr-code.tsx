import { encodeQR } from 'qr';

/** A text as a QR code: black on white in every theme, because many cameras read nothing else. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const rows = encodeQR(text, 'raw', { border: 4 });
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : []))).join(''); // prettier-ignore
  return (
    <svg
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      width={196}
      height={196}
      shapeRendering="crispEdges"
    >
      <title>{label}</title>
      <path fill="#fff" d={`M0 0h${rows.length}v${rows.length}H0z`} />
      <path fill="#000" d={path} />
    </svg>
  );
}
