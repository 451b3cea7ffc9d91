/** A name that nobody chose, with the first number from 2 on that makes it unlike those `taken`. */
export function freeName(wanted: string, taken: Iterable<string>): string {
  const names = new Set(taken);
  let name = wanted;
  for (let number = 2; names.has(name); number++) name = `${wanted} ${number}`;
  return name;
}

/**
 * What a run is called that nobody named, before it is told from others. The same in every language: it is stored.
 *
 * @param model a size, or the name of the model that it starts from
 */
export const runName = (datasetName: string, model: string): string => `${datasetName} · ${model}`;
