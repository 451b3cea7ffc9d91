import { writeFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** A file of the built page, as far as what is loaded when can be told from it. */
export interface BuiltFile {
  fileName: string;
  /** The chunk's own; `null` of what is no script. */
  name: string | null;
  isEntry: boolean;
  /** Chunks that it waits for. */
  imports: string[];
  /** Sources that went into it. */
  modules: string[];
  styles: string[];
}

/** Writes down what the build is made of (`BuiltFile[]`), for `scriptBudget.test.ts`, which else would build once more. */
export const chunkListPlugin = (file: string): Plugin => ({
  name: 'chunk-list',
  generateBundle(_, bundle) {
    const files = Object.values(bundle).map((built): BuiltFile => {
      const { fileName } = built;
      if (built.type === 'asset') return { fileName, name: null, isEntry: false, imports: [], modules: [], styles: [] };
      const { name, isEntry, imports, modules, viteMetadata } = built;
      const styles = [...(viteMetadata?.importedCss ?? [])];
      return { fileName, name, isEntry, imports, modules: Object.keys(modules), styles };
    });
    writeFileSync(file, JSON.stringify(files));
  },
});
