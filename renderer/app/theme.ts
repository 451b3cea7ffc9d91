import { createTheme, type MantineColorsTuple } from '@mantine/core';
import type { MouseEvent } from 'react';

/** The accent. Shade 7 carries white text (5.2:1), shade 4 is readable on the dark ground. */
const ember: MantineColorsTuple = [
  '#fff5ed',
  '#ffe8d5',
  '#fecfaa',
  '#fdac74',
  '#fb8a3c',
  '#f26c16',
  '#d9560d',
  '#b9430c',
  '#933612',
  '#772f12',
];

/** Warm neutrals, light to dark, for both themes. */
const gray: MantineColorsTuple = [
  '#faf9f7',
  '#f3f1ee',
  '#e8e5e1',
  '#d8d4ce',
  '#bdb7af',
  '#8f8880',
  '#655f58',
  '#4d4843',
  '#35312d',
  '#231f1c',
];
const dark: MantineColorsTuple = [
  '#dedad5',
  '#c0bab3',
  '#a8a19a',
  '#6d6660',
  '#403b37',
  '#33302c',
  '#272421',
  '#1c1a18',
  '#151312',
  '#0e0d0c',
];

/** Mantine's red, one shade darker where it carries white text (5.5:1). */
const red: MantineColorsTuple = [
  '#fff5f5',
  '#ffe3e3',
  '#ffc9c9',
  '#ffa8a8',
  '#ff8787',
  '#f56565',
  '#e03131',
  '#c92a2a',
  '#b02525',
  '#8f1d1d',
];

/** Whoever opens a dialog by a double click has its ground under the pointer at the second one, which would close it again. */
const overlay = {
  onClickCapture: (event: MouseEvent) => {
    if (event.detail > 1) event.stopPropagation();
  },
};

export const theme = createTheme({
  colors: { ember, gray, dark, red },
  primaryColor: 'ember',
  primaryShade: 7,
  defaultRadius: 'sm',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.625rem', lineHeight: '1.25' },
      h2: { fontSize: '1.25rem', lineHeight: '1.3' },
      h3: { fontSize: '1.0625rem', lineHeight: '1.4' },
    },
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    // A menu belongs to the page's main part, not beside all landmarks; its first item takes the focus, not an element that has no role in a menu.
    Menu: { defaultProps: { portalProps: { target: '#main' }, withInitialFocusPlaceholder: false } },
    // Where there is more than is seen, a bar says so without the pointer over it.
    ScrollArea: { defaultProps: { type: 'auto' } },
    // Their <header> would count as a second banner of the page.
    ModalHeader: { defaultProps: { role: 'none' } },
    DrawerHeader: { defaultProps: { role: 'none' } },
    // Not centred unless it never changes: what comes later into a dialog would move its buttons away from under the pointer.
    ModalOverlay: { defaultProps: overlay },
    DrawerOverlay: { defaultProps: overlay },
  },
});
