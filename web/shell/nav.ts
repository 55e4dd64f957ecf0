import { House, type LucideIcon } from 'lucide-react';

/** `right` hides what the reader may not see. */
export type NavItem = { to: string; label: string; icon: LucideIcon; right?: string };
export type NavGroup = { label?: string; items: NavItem[] };

/** The left navigation, grouped by task. Only pages that exist. */
export const NAV: NavGroup[] = [{ items: [{ to: '/', label: 'Home', icon: House }] }];
