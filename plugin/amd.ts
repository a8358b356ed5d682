/**
 * A CommonJS bundle as one AMD module, the form in which Grafana loads plugins; esbuild writes none itself. The wrapping
 * stands on the bundle's first and last line, so that only its source map's first line moves.
 *
 * @param names of the modules that the bundle requires
 */
export function amdWrapping(names: readonly string[]): { banner: string; footer: string } {
  const list = JSON.stringify(names);
  return {
    banner:
      `define(${list}, function (...provided) { const names = ${list}; ` +
      'const require = (name) => provided[names.indexOf(name)]; const module = { exports: {} };',
    footer: 'return module.exports; });',
  };
}
