/**
 * How long a message stays that offers something to do, in milliseconds: whoever reads slowly, reaches it by the keyboard, or sits at a busy
 * machine, has to get there. It can be closed before. Source: WCAG 2.2, criterion 2.2.1.
 */
export const OFFER_MS = 60_000;
