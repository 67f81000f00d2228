// Where the keys take the cursor of a chart. Pure: no DOM.
// @ts-check

/**
 * The point that a key leads to; null = none any more, undefined = the key is not for the chart.
 * @param {import('./chart.js').Columns} columns with at least one point
 * @param {number|null} cursor where it is now @param {string} key @param {boolean} far in larger steps
 * @returns {number|null|undefined}
 */
export function stepped(columns, cursor, key, far) {
  const last = columns.t.length - 1;
  const at = cursor ?? last + 1;
  const step = far ? Math.max(1, Math.round(last / 20)) : 1;
  const page = Math.max(1, Math.round(last / 10));
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return settled(columns, Math.max(0, at - step), -1);
    case 'ArrowRight':
    case 'ArrowUp':
      return settled(columns, Math.min(last, at + step), 1);
    case 'PageUp':
      return settled(columns, Math.min(last, at + page), 1);
    case 'PageDown':
      return settled(columns, Math.max(0, at - page), -1);
    case 'Home':
      return settled(columns, 0, 1);
    case 'End':
      return settled(columns, last, -1);
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}

/** The next point that has a value. @param {import('./chart.js').Columns} columns @param {number} at @param {1|-1} way */
function settled(columns, at, way) {
  const last = columns.t.length - 1;
  while (columns.avg[at] === null && at > 0 && at < last) at += way;
  return at;
}
