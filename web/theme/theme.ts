import {
  Anchor,
  Badge,
  Button,
  Card,
  createTheme,
  NativeSelect,
  PasswordInput,
  Table,
  Textarea,
  TextInput,
  type MantineColorsTuple,
} from '@mantine/core';

/** The green of the product; shade 7 on white and shade 8 filled pass WCAG AA. */
const assent: MantineColorsTuple = [
  '#edf8f3',
  '#d9efe5',
  '#b3dfcb',
  '#87ccae',
  '#5fb892',
  '#3fa37b',
  '#24895f',
  '#13714c',
  '#0b5f3f',
  '#064a31',
];

const red: MantineColorsTuple = [
  '#fef2f1',
  '#fde3e1',
  '#fbc9c5',
  '#f7a19a',
  '#f47c72',
  '#dc4437',
  '#b42318',
  '#a31f15',
  '#8a1a12',
  '#64130d',
];

/** For warnings; shade 7 is used on its own light background. */
const yellow: MantineColorsTuple = [
  '#fdf7e7',
  '#faedc8',
  '#f4db93',
  '#ecc75c',
  '#e0b137',
  '#c8941a',
  '#a87508',
  '#7f5600',
  '#684500',
  '#473000',
];

/** A neutral grey with a little green, to match the brand colour. */
const gray: MantineColorsTuple = [
  '#f7f9f8',
  '#f0f3f1',
  '#e3e8e5',
  '#d2d9d5',
  '#b5beb9',
  '#8d9892',
  '#616c66',
  '#48524d',
  '#313a35',
  '#1c2420',
];

const dark: MantineColorsTuple = [
  '#d5dbd8',
  '#b6bfba',
  '#97a29c',
  '#65716b',
  '#3c4742',
  '#2e3833',
  '#222a26',
  '#1a211e',
  '#131916',
  '#0d1210',
];

/** All colours, sizes and defaults of the pages. Pages have no styles of their own. */
export const theme = createTheme({
  colors: { assent, red, yellow, gray, dark },
  primaryColor: 'assent',
  primaryShade: { light: 7, dark: 7 },
  white: '#ffffff',
  black: '#1c2420',
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily:
    'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.5' },
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  shadows: { sm: '0 1px 2px rgb(16 32 24 / 6%), 0 2px 8px rgb(16 32 24 / 4%)' },
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'sm' } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'sm' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'sm' } }),
    Card: Card.extend({ defaultProps: { padding: 'lg', radius: 'lg', withBorder: true } }),
    Badge: Badge.extend({ defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 550 } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 10, horizontalSpacing: 'md' } }),
    Anchor: Anchor.extend({ defaultProps: { inherit: true, underline: 'not-hover' } }),
  },
});
