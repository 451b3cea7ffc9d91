/** The only things that a preload says and hears over IPC; everything else goes through the port that `open` carries. */
export const ELECTRON_CHANNELS = {
  /** Carries one end of a message channel: frames for the host. Sent once by each document. */
  open: 'kindling:open',
  /** Asks for the token of a dropped file; its path is the argument, a `FileTokenAnswer` the answer. */
  fileToken: 'kindling:file-token',
  /** Tells the page what was chosen from the menu: a `MenuAction`. */
  menuAction: 'kindling:menu-action',
} as const;
