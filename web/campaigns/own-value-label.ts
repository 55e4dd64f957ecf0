import { sentence } from '../ui/status.tsx';

/** Returns a readable label for a value's name: `order.number` becomes "Order number". */
export const labelOf = (name: string): string => sentence(name.replaceAll('.', ' '));
