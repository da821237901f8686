// Light and dark: the system's choice until the reader makes one.

/**
 * Lets the button switch the theme and tells when it changed.
 * @param {HTMLElement} button
 * @param {() => void} changed
 */
export function followTheme(button, changed) {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const root = document.documentElement;
    button.addEventListener('click', () => {
        const dark = (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
        root.dataset.theme = dark ? 'light' : 'dark';
        try {
            localStorage.setItem('theme', root.dataset.theme);
        } catch {
            // Storage can be forbidden; the choice then lasts as long as the page.
        }
        changed();
    });
    system.addEventListener('change', changed);
}
