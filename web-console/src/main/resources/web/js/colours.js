// The tokens' colours for what is painted on canvas, where style sheets do not reach.
// @ts-check

/** @typedef {{line: string, band: string, text: string, grid: string, head: string, surface: string}} Colours */

/** Colours from the tokens, as canvas understands them. @returns {Colours} */
export function colours() {
  const probe = document.createElement('i');
  document.body.append(probe);
  const read = (name) => {
    probe.className = `colour-probe ${name}`;
    return getComputedStyle(probe).color;
  };
  const found = {
    line: read(''),
    band: read('of-band'),
    text: read('of-muted'),
    grid: read('of-grid'),
    head: read(''),
    surface: read('of-surface'),
  };
  probe.remove();
  return found;
}
