const PAGES = import.meta.glob<string>('../../../resources/docs/*.md', { query: '?raw', import: 'default' });

/** The pages of the documentation, in the order in which the README names them. */
export const DOC_PAGES = ['data', 'runs', 'server', 'engines', 'cli', 'measured', 'develop'] as const;
export type DocPage = (typeof DOC_PAGES)[number];

export const isDocPage = (name: string | undefined): name is DocPage => DOC_PAGES.some((page) => page === name);

/** The Markdown of a page, which comes with the program. */
export async function loadDoc(page: DocPage): Promise<string> {
  const load = PAGES[`../../../resources/docs/${page}.md`];
  if (!load) throw new Error(`there is no page ${page}`);
  return load();
}
