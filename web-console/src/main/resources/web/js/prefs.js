// What this browser remembers: taste, never data.
// @ts-check

/** @param {string} key @param {string} fallback */
export function recall(key, fallback) {
  try {
    return localStorage.getItem(`sluice.${key}`) ?? fallback;
  } catch {
    return fallback;
  }
}

/** @param {string} key @param {string} value */
export function keep(key, value) {
  try {
    localStorage.setItem(`sluice.${key}`, value);
  } catch {
    // Storage is forbidden: the choice lasts as long as the page.
  }
}
