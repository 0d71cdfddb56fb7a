// Runs before the first paint, so that a chosen theme does not flash in after it.
try {
  const theme = localStorage.getItem("mcm.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // A browser that blocks storage keeps no choice; the system's theme shows.
}
