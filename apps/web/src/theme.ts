import { createTheme, type MantineColorsTuple } from '@mantine/core';

const sea: MantineColorsTuple = [
  '#e6f4f2',
  '#cde8e4',
  '#9dd2ca',
  '#6ab9ae',
  '#3f9f94',
  '#1d857c',
  '#0f6e68',
  '#0b5a56',
  '#084744',
  '#053532',
];

export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: 6,
  colors: { sea },
  fontFamily: "'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
  headings: { fontWeight: '700' },
  defaultRadius: 'md',
  focusRing: 'auto',
  respectReducedMotion: true,
});
