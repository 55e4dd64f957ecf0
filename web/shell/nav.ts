import {
  AtSign,
  BadgeDollarSign,
  Ban,
  Bot,
  Braces,
  ChartNoAxesColumn,
  CircleUserRound,
  ClipboardList,
  FileCheck,
  FileText,
  Group,
  Hourglass,
  House,
  Inbox,
  KeyRound,
  LockKeyhole,
  type LucideIcon,
  MailCheck,
  MailPlus,
  MessageCircleOff,
  MoonStar,
  MessageCirclePlus,
  MessageCircleQuestion,
  Megaphone,
  MessagesSquare,
  ReceiptText,
  Scale,
  ScrollText,
  Settings,
  ShieldAlert,
  ShieldCheck,
  Target,
  Upload,
  UserRoundCheck,
  Users,
  UsersRound,
} from 'lucide-react';

/** `right` is the permission that a reader needs to see the item. */
export type NavItem = {
  to: string;
  label: string;
  icon: LucideIcon;
  right?: string;
  /** The count that is shown beside the item. */
  count?: NavCount;
};
export type NavCount = 'reviews';
/** `pressing`: a deadline is near, or has passed. */
export type NavCounts = Partial<Record<NavCount, { waiting: number; pressing: boolean }>>;
export type NavGroup = { label?: string; items: NavItem[] };

/** The left navigation, grouped by task. It lists only pages that exist. */
export const NAV: NavGroup[] = [
  { items: [{ to: '/', label: 'Home', icon: House }] },
  {
    label: 'People',
    items: [
      { to: '/contacts', label: 'Contacts', icon: Users, right: 'contacts:read' },
      { to: '/segments', label: 'Segments', icon: Group, right: 'contacts:read' },
      { to: '/contacts/imports', label: 'Imports', icon: Upload, right: 'contacts:read' },
    ],
  },
  {
    label: 'Consent',
    items: [
      { to: '/consents', label: 'Records', icon: ShieldCheck, right: 'consents:read' },
      {
        to: '/reviews',
        label: 'Review queue',
        icon: MessageCircleQuestion,
        right: 'consents:read',
        count: 'reviews',
      },
      { to: '/verifications', label: 'Verifications', icon: KeyRound, right: 'verifications:read' },
      { to: '/suppressions', label: 'Blocked addresses', icon: Ban, right: 'suppressions:read' },
      { to: '/forms', label: 'Forms', icon: ClipboardList, right: 'consents:read' },
      { to: '/purposes', label: 'Purposes', icon: Target, right: 'consents:read' },
      { to: '/notices', label: 'Privacy notices', icon: FileCheck, right: 'consents:read' },
    ],
  },
  {
    label: 'Messages',
    items: [
      { to: '/campaigns', label: 'Campaigns', icon: Megaphone, right: 'campaigns:read' },
      { to: '/templates', label: 'Templates', icon: FileText, right: 'templates:read' },
      { to: '/messages', label: 'History', icon: MailCheck, right: 'messages:read' },
    ],
  },
  {
    label: 'Assistant',
    items: [
      { to: '/assistant', label: 'Chat', icon: MessagesSquare, right: 'assistant:use' },
      {
        to: '/assistant/visitors',
        label: 'Visitors',
        icon: MessageCircleQuestion,
        right: 'assistant:manage',
      },
      {
        to: '/assistant/usage',
        label: 'Usage',
        icon: ChartNoAxesColumn,
        right: 'assistant:manage',
      },
    ],
  },
  {
    label: 'Proof and privacy',
    items: [
      { to: '/audit', label: 'Audit log', icon: ScrollText, right: 'audit:read' },
      { to: '/receipts', label: 'Receipts', icon: ReceiptText, right: 'consents:read' },
      { to: '/privacy', label: 'Privacy requests', icon: UserRoundCheck, right: 'privacy:read' },
      { to: '/retention', label: 'Retention', icon: Hourglass, right: 'retention:read' },
      { to: '/holds', label: 'Legal holds', icon: Scale, right: 'retention:read' },
    ],
  },
  {
    label: 'Settings',
    items: [
      { to: '/settings', label: 'Organization', icon: Settings, right: 'organization:read' },
      { to: '/settings/mail', label: 'Mail', icon: AtSign, right: 'organization:read' },
      {
        to: '/settings/withdrawals',
        label: 'Withdrawals',
        icon: MessageCircleOff,
        right: 'organization:read',
      },
      {
        to: '/settings/verification',
        label: 'Verification',
        icon: ShieldAlert,
        right: 'verifications:read',
      },
      {
        to: '/settings/prices',
        label: 'Prices',
        icon: BadgeDollarSign,
        right: 'verifications:read',
      },
      {
        to: '/settings/quiet-hours',
        label: 'Quiet hours',
        icon: MoonStar,
        right: 'organization:read',
      },
      { to: '/settings/assistant', label: 'Assistant', icon: Bot, right: 'assistant:manage' },
      {
        to: '/settings/widget',
        label: 'Chat widget',
        icon: MessageCirclePlus,
        right: 'assistant:manage',
      },
      { to: '/settings/account', label: 'Your account', icon: CircleUserRound },
      { to: '/settings/members', label: 'Members', icon: UsersRound, right: 'members:read' },
      {
        to: '/settings/invitations',
        label: 'Invitations',
        icon: MailPlus,
        right: 'members:write',
      },
      { to: '/settings/api-keys', label: 'API keys', icon: Braces, right: 'api_keys:read' },
      { to: '/settings/keys', label: 'Keys', icon: LockKeyhole, right: 'keys:read' },
    ],
  },
  { label: 'Development', items: [{ to: '/inbox', label: 'Inbox', icon: Inbox }] },
];
