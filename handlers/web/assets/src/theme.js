// Sets the reader's light or dark theme before anything is drawn; without a
// choice the system's holds. A classic script, because modules run too late.
try {
    const chosen = localStorage.getItem('theme');
    if (chosen === 'light' || chosen === 'dark') {
        document.documentElement.dataset.theme = chosen;
    }
} catch {
    // Storage can be forbidden; then the system's theme holds.
}
