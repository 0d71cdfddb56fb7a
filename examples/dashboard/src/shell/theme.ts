import { useSyncExternalStore } from "react";

/** How the page is coloured. */
export type Theme = "light" | "dark";

const system = window.matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;
const key = "mcm.theme";

function subscribe(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(root, { attributeFilter: ["data-theme"] });
  system.addEventListener("change", onChange);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", onChange);
  };
}

const systemTheme = (): Theme => (system.matches ? "dark" : "light");

function currentTheme(): Theme {
  const chosen = root.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : systemTheme();
}

/** The theme that shows: the one chosen here, else the system's. */
export const useTheme = () => useSyncExternalStore(subscribe, currentTheme);

/** Shows a theme and keeps the choice in this browser; choosing the system's theme follows the system again. */
export function chooseTheme(theme: Theme): void {
  const follow = theme === systemTheme();
  if (follow) delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (follow) localStorage.removeItem(key);
    else localStorage.setItem(key, theme);
  } catch {
    // A browser that blocks storage forgets the choice at the next load; the page shows it until then.
  }
}
