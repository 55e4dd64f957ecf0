import { sentence } from '../ui/status.tsx';

/** A campaign's own value as people read its name: `order.number` is "Order number". */
export const labelOf = (name: string): string => sentence(name.replaceAll('.', ' '));
