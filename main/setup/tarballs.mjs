/** @typedef {{ version?: string, name?: string, resolved?: string, link?: boolean }} LockedPackage */

/**
 * A lock file that says of each package where the registry keeps it, at the address that npm's own registry and those that stand in for it
 * give: `REGISTRY/NAME/-/NAME-VERSION.tgz`, without the scope in the file's name. Hashes stay: what is not the locked package is refused.
 *
 * @template {{ packages: Record<string, LockedPackage> }} Lock
 * @param {Lock} lock
 * @param {Record<string, unknown>} settings npm's: `registry`, and `@SCOPE:registry` of scopes with one of their own
 * @returns {Lock | null} null where no registry is said
 */
export function withAddresses(lock, settings) {
  if (typeof settings.registry !== 'string') return null;
  /** @type {Record<string, LockedPackage>} */
  const packages = {};
  for (const [path, locked] of Object.entries(lock.packages)) packages[path] = withAddress(path, locked, settings);
  return { ...lock, packages };
}

/**
 * @param {string} path in the lock file: `node_modules/NAME`, or deeper
 * @param {LockedPackage} locked
 * @param {Record<string, unknown>} settings
 * @returns {LockedPackage}
 */
function withAddress(path, locked, settings) {
  const { version, resolved, link } = locked;
  if (path === '' || resolved !== undefined || link || version === undefined) return locked;
  const name = locked.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const [scope, base] = name.startsWith('@') ? name.split('/') : ['', name];
  const registry = settings[`${scope}:registry`] ?? settings.registry;
  return { ...locked, resolved: `${String(registry).replace(/\/+$/, '')}/${name}/-/${base}-${version}.tgz` };
}
